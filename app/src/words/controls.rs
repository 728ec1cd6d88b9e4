//! What each control of ISO/IEC 27001:2022, Annex A asks, in our own short words.

use contract::registers::{ControlStatus, Theme};

pub fn theme(theme: Theme) -> &'static str {
    match theme {
        Theme::Organisation => "Organisation",
        Theme::People => "People",
        Theme::Places => "Places and equipment",
        Theme::Technology => "Technology",
    }
}

pub fn status(status: Option<ControlStatus>) -> &'static str {
    match status {
        None => "Not looked at",
        Some(ControlStatus::Done) => "Done",
        Some(ControlStatus::Part) => "In part",
        Some(ControlStatus::Planned) => "Planned",
        Some(ControlStatus::NotApplicable) => "Does not apply",
    }
}

pub fn asks(number: &str) -> &'static str {
    match number {
        "5.1" => "Rules for security are written, approved and known",
        "5.2" => "It is settled who answers for what",
        "5.3" => "Duties that could be abused together lie with different people",
        "5.4" => "Those in charge ask everybody to keep the rules",
        "5.5" => "It is known which authority to call, and who calls",
        "5.6" => "Contact is kept with people who know security",
        "5.7" => "News of threats is gathered and thought about",
        "5.8" => "Every project looks at security from its start",
        "5.9" => "There is a list of data and equipment, each with an owner",
        "5.10" => "It is written how data and equipment may be used",
        "5.11" => "Who leaves gives everything back",
        "5.12" => "Data is sorted by how much protection it needs",
        "5.13" => "What was sorted is marked so",
        "5.14" => "There are rules for sending data, inside and out",
        "5.15" => "Access follows written rules about who needs what",
        "5.16" => "Every account belongs to somebody, from its start to its end",
        "5.17" => "Passwords and keys are handed out and kept safely",
        "5.18" => "Rights are given, looked at again and taken back",
        "5.19" => "Risks that come with suppliers are known and handled",
        "5.20" => "Contracts with suppliers say what they must do for security",
        "5.21" => "The chain behind software and services is looked at too",
        "5.22" => "What suppliers do is watched and reviewed",
        "5.23" => "Cloud services are chosen, used and left by a plan",
        "5.24" => "There is a plan for incidents, and people who know it",
        "5.25" => "It is decided which events count as incidents",
        "5.26" => "Incidents are answered as the plan says",
        "5.27" => "What an incident taught changes something",
        "5.28" => "Evidence is gathered so that it can be relied on",
        "5.29" => "Security holds during a disruption too",
        "5.30" => "Systems are ready to keep the business going, and that is tested",
        "5.31" => "Laws and contracts that apply are known and kept",
        "5.32" => "The rights of others in software and works are kept",
        "5.33" => "Records are kept from loss, forgery and the wrong eyes",
        "5.34" => "Personal data is protected as the law asks",
        "5.35" => "Somebody independent looks at security from time to time",
        "5.36" => "It is checked that the rules are kept",
        "5.37" => "How systems are run is written down",
        "6.1" => "People are checked before they start, as far as fits",
        "6.2" => "Contracts of work name the duties for security",
        "6.3" => "People learn about security when they start, and again",
        "6.4" => "It is known what follows when somebody breaks the rules",
        "6.5" => "Duties that last beyond the job are said",
        "6.6" => "Whoever sees confidential things has signed to keep them so",
        "6.7" => "Work from elsewhere has rules of its own",
        "6.8" => "People know how to report what looks wrong",
        "7.1" => "Rooms with data have a boundary",
        "7.2" => "Only those who should can come in",
        "7.3" => "Offices and rooms can be locked and are",
        "7.4" => "Premises are watched for those who should not be there",
        "7.5" => "Fire, water and other dangers were thought of",
        "7.6" => "There are rules for work in secure rooms",
        "7.7" => "Desks are clear and screens lock",
        "7.8" => "Equipment stands where it is safe",
        "7.9" => "Equipment away from the office is protected",
        "7.10" => "Disks and paper are kept, moved and disposed of by rules",
        "7.11" => "A power or network failure was planned for",
        "7.12" => "Cables are protected",
        "7.13" => "Equipment is maintained",
        "7.14" => "Equipment is wiped before it goes",
        "8.1" => "Laptops and phones are protected",
        "8.2" => "Far-reaching rights are few, and watched",
        "8.3" => "Systems open only what somebody is entitled to",
        "8.4" => "Few can reach the source code, fewer change it",
        "8.5" => "Signing in is strong enough for what it opens",
        "8.6" => "There is room enough in systems, and it is watched",
        "8.7" => "There is protection from malware",
        "8.8" => "Weaknesses in software are found and mended in time",
        "8.9" => "Settings are known, safe and kept so",
        "8.10" => "Data that is no longer needed is erased",
        "8.11" => "Data is masked where the whole of it is not needed",
        "8.12" => "Data is kept from leaking out",
        "8.13" => "There are backups, and they were restored in a test",
        "8.14" => "What must not fail exists twice",
        "8.15" => "Events are logged, and logs cannot be changed",
        "8.16" => "Systems are watched for what is unusual",
        "8.17" => "All clocks agree",
        "8.18" => "Tools that go around the rules are kept under lock",
        "8.19" => "Software gets onto systems by a set way",
        "8.20" => "Networks are protected and looked after",
        "8.21" => "Network services keep what was agreed",
        "8.22" => "Networks are parted from each other",
        "8.23" => "Harmful web sites are kept away",
        "8.24" => "There are rules for encryption and its keys",
        "8.25" => "Software is built by a way that includes security",
        "8.26" => "What an application must do for security is written down",
        "8.27" => "Systems are designed by secure principles",
        "8.28" => "Code is written by secure rules",
        "8.29" => "Security is tested before something goes live",
        "8.30" => "Development by others is directed and checked",
        "8.31" => "Development, test and live systems are apart",
        "8.32" => "Changes go a set way",
        "8.33" => "Test data is chosen and protected",
        "8.34" => "An audit does not harm what it looks at",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use contract::registers::CONTROLS;
    use std::collections::BTreeSet;

    // T16: every control is said, each in its own words.
    #[test]
    fn every_control_has_its_words() {
        let said: BTreeSet<_> = CONTROLS.iter().map(|number| super::asks(number)).collect();
        assert_eq!(said.len(), 93);
        assert!(!said.contains(""));
    }
}
