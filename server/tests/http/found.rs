//! The forms of a page, as a browser finds them in its HTML.

/// One form: where it posts to, and what stands in its hidden fields and inputs.
#[derive(Debug, Clone)]
pub struct Found {
    pub action: String,
    pub fields: Vec<Field>,
}

#[derive(Debug, Clone)]
pub struct Field {
    pub kind: String,
    pub name: String,
    pub value: String,
}

impl Found {
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|field| field.name == name).map(|field| field.value.as_str())
    }

    /// What a browser would send of the hidden fields, with these typed.
    pub fn filled<'a>(&'a self, typed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let hidden = self.fields.iter().filter(|field| field.kind == "hidden");
        let hidden = hidden.filter(|field| typed.iter().all(|(name, _)| *name != field.name));
        hidden.map(|field| (field.name.as_str(), field.value.as_str())).chain(typed.iter().copied()).collect()
    }
}

pub fn forms(body: &str) -> Vec<Found> {
    let parts = body.split("<form ").skip(1);
    parts
        .map(|part| {
            let (head, inside) = part.split_once('>').unwrap();
            let inside = inside.split("</form>").next().unwrap();
            let tags = ["<input", "<select", "<textarea", "<button"];
            let starts =
                inside.match_indices('<').filter(|(at, _)| tags.iter().any(|tag| inside[*at..].starts_with(tag)));
            let fields = starts
                .map(|(at, _)| inside[at..].split('>').next().unwrap())
                .filter_map(|tag| {
                    let word = tag[1..].split([' ', '/']).next().unwrap();
                    let kind = attribute(tag, "type").unwrap_or_else(|| word.to_owned());
                    let kind = if word == "button" { "button".to_owned() } else { kind };
                    Some(Field {
                        kind,
                        name: attribute(tag, "name")?,
                        value: attribute(tag, "value").unwrap_or_default(),
                    })
                })
                .collect();
            Found { action: attribute(head, "action").unwrap_or_default(), fields }
        })
        .collect()
}

/// The first form of a page that posts to `action`.
pub fn form(body: &str, action: &str) -> Found {
    let found = forms(body).into_iter().find(|form| form.action == action);
    found.ok_or_else(|| format!("no form to {action} in {body}")).unwrap()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag
        .split_once(&format!(" {name}=\""))
        .or_else(|| tag.strip_prefix(&format!("{name}=\"")).map(|rest| ("", rest)))?;
    let raw = rest.split('"').next()?;
    Some(raw.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
}

/// Every value of an attribute on a page, in order.
fn values<'a>(body: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    let opening = format!(" {name}=\"");
    let starts: Vec<usize> = body.match_indices(&opening).map(|(at, _)| at + opening.len()).collect();
    starts.into_iter().filter_map(|at| body[at..].split('"').next())
}

/// Ids that name two things: a label or an error's link would lead to the first of them.
pub fn ids_twice(body: &str) -> Vec<&str> {
    let mut seen = std::collections::BTreeSet::new();
    values(body, "id").filter(|id| !seen.insert(*id)).collect()
}

/// What labels are for and descriptions are by, where the page has no such thing.
pub fn leads_nowhere(body: &str) -> Vec<&str> {
    let ids: std::collections::BTreeSet<&str> = values(body, "id").collect();
    let named = ["for", "aria-describedby", "aria-labelledby", "aria-controls"];
    let all = named.into_iter().flat_map(|name| values(body, name).flat_map(str::split_whitespace).collect::<Vec<_>>());
    all.filter(|id| !ids.contains(id)).collect()
}
