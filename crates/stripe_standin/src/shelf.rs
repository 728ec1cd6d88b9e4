//! Objects by id that also remember in which order they were made.

use std::collections::HashMap;

#[derive(Debug)]
pub struct Shelf<T> {
    by_id: HashMap<String, T>,
    order: Vec<String>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { by_id: HashMap::new(), order: Vec::new() }
    }
}

impl<T> Shelf<T> {
    pub fn put(&mut self, id: &str, object: T) {
        if self.by_id.insert(id.to_owned(), object).is_none() {
            self.order.push(id.to_owned());
        }
    }

    pub fn get(&self, id: &str) -> Option<&T> {
        self.by_id.get(id)
    }

    pub fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        self.by_id.get_mut(id)
    }

    /// Newest first, as Stripe lists.
    pub fn newest_first(&self) -> impl Iterator<Item = &T> {
        self.order.iter().rev().filter_map(|id| self.by_id.get(id))
    }
}
