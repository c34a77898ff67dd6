//! Rows that are found by the hash of what makes them one row, and handed out as a list without copying.

use hashbrown::HashTable;

/// Rows in the order of arrival.
#[derive(Debug)]
pub struct Rows<T> {
    rows: Vec<T>,
    /// Hash and position of each row.
    index: HashTable<(u64, u32)>,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), index: HashTable::new() }
    }
}

impl<T> Rows<T> {
    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    /// The row with this hash that `same` accepts.
    pub fn find_mut(&mut self, hash: u64, same: impl Fn(&T) -> bool) -> Option<&mut T> {
        let Self { rows, index } = self;
        let here = |(known, at): &(u64, u32)| *known == hash && rows.get(*at as usize).is_some_and(&same);
        let at = index.find(hash, here)?.1;
        rows.get_mut(at as usize)
    }

    /// Adds a row that is not there. Beyond 2³² rows nothing is added.
    pub fn add(&mut self, hash: u64, row: T) {
        let Ok(at) = u32::try_from(self.rows.len()) else { return };
        self.rows.push(row);
        self.index.insert_unique(hash, (hash, at), |(hash, _)| *hash);
    }

    /// All rows.
    pub fn into_rows(self) -> Vec<T> {
        self.rows
    }

    /// All rows with their hashes.
    pub fn into_hashed(self) -> impl Iterator<Item = (u64, T)> {
        let mut hashes = vec![0; self.rows.len()];
        for (hash, at) in self.index {
            if let Some(place) = hashes.get_mut(at as usize) {
                *place = hash;
            }
        }
        hashes.into_iter().zip(self.rows)
    }
}
