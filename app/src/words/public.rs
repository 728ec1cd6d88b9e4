//! The page a stranger sees first.

words! {
    title = "Food, symptoms and care in one place";
    headline = "See what a meal does, hours later.";
    lead = "Clients note meals and symptoms in seconds. Their dietitian sees both on one line of time, before the appointment and during it.";
    sign_in = "Sign in";
    sign_up = "Set up a practice";
    for_clients = "For clients";
    for_clients_text = "Two taps repeat a usual lunch. The practitioner who looks after you reads your journal. Whoever else opens it needs a reason, and you see who looked and why.";
    for_practitioners = "For practitioners";
    for_practitioners_text = "Open a client and read what changed since last time. You see your own clients; another record opens for a while only, for a reason its client can read.";
    for_clinics = "For clinics";
    for_clinics_text = "Services, working hours, bookings and payments of the whole team, with a record of who did what.";
    invited = "Invited by your practice? Use the link in that e-mail first.";
    picture_meal = "Lunch, 13:00";
    picture_symptom = "Bloating, 16:10";
    picture_caption = "Three hours apart, and easy to miss. On one line it shows.";
}
