//! Where adding a factor leads afterwards: back to the rule for the team that its author could not set without one.

use contract::day::Day;

/// `?rule=2026-12-01`: the day chosen for the rule; carried through the steps of adding a factor.
#[derive(Debug, Default, serde::Deserialize)]
pub struct Rule {
    pub rule: Option<Day>,
}

impl Rule {
    /// As a form posted it; what is no day leads nowhere special.
    pub fn posted(rule: Option<&str>) -> Self {
        Self { rule: rule.and_then(|day| Day::parse(day).ok()) }
    }

    /// `page` with the day carried on.
    pub fn on(&self, page: &str) -> String {
        self.rule.map_or_else(|| page.to_owned(), |day| format!("{page}?rule={day}"))
    }

    /// Where everything is done: back to the rule, else to `page`.
    pub fn end(&self, page: &str) -> String {
        self.rule.map_or_else(|| page.to_owned(), |day| format!("/clinic/security?from={day}"))
    }

    /// The value of the hidden field that carries it.
    pub fn field(&self) -> Option<String> {
        self.rule.map(|day| day.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_day_is_carried() {
        let rule = Rule::posted(Some("2026-12-01"));
        assert_eq!(rule.on("/account/app"), "/account/app?rule=2026-12-01");
        assert_eq!(rule.end("/account/security"), "/clinic/security?from=2026-12-01");
        for nothing in [None, Some(""), Some("//evil.example"), Some("2026-12-01&x=y"), Some("+2026-12-01")] {
            assert_eq!(Rule::posted(nothing).end("/account/security"), "/account/security");
        }
    }
}
