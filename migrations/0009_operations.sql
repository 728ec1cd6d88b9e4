-- What keeps the installation running and known to run.
set role ns_owner;

-- A letter is sealed for the job that sends it and opens for no other (T7): the job takes the id the letter names.
create trigger name_job before insert on ops.job for each row execute function ops.name_job();
