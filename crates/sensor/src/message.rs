//! What a watcher writes into its one pipe: a kind, a length, the bytes. Read back with bounds.

use std::io::{self, Read, Write};

/// Longest message: a batch is some megabytes at most.
pub const LONGEST: usize = 128 << 20;

/// A message of a watcher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// The interface is open and every right is given up. Text for the log.
    Ready(String),
    /// Packed observations.
    Batch(Vec<u8>),
    /// It could not begin or not go on. Text for the operator.
    Failed(String),
}

impl Message {
    const fn kind(&self) -> u8 {
        match self {
            Self::Ready(_) => b'R',
            Self::Batch(_) => b'B',
            Self::Failed(_) => b'F',
        }
    }

    fn body(&self) -> &[u8] {
        match self {
            Self::Ready(text) | Self::Failed(text) => text.as_bytes(),
            Self::Batch(bytes) => bytes,
        }
    }

    /// Writes the message: one byte kind, four bytes length (little endian), the bytes.
    ///
    /// # Errors
    /// What the pipe says.
    pub fn write(&self, mut into: impl Write) -> io::Result<()> {
        let body = self.body();
        let length = u32::try_from(body.len()).map_err(|_| io::ErrorKind::InvalidInput)?;
        into.write_all(&[self.kind()])?;
        into.write_all(&length.to_le_bytes())?;
        into.write_all(body)?;
        into.flush()
    }

    /// Reads the next message; `None` at the end.
    ///
    /// # Errors
    /// What the pipe says; `InvalidData` for bytes that are no message.
    pub fn read(mut from: impl Read) -> io::Result<Option<Self>> {
        let mut head = [0; 5];
        match from.read_exact(&mut head) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(error),
        }
        let [kind, length @ ..] = head;
        let length = u32::from_le_bytes(length) as usize;
        if length > LONGEST {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut body = Vec::new();
        // Grows with what really arrives, not with what the length promises.
        from.take(length as u64).read_to_end(&mut body)?;
        if body.len() != length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let text = |body: Vec<u8>| String::from_utf8_lossy(&body).into_owned();
        match kind {
            b'R' => Ok(Some(Self::Ready(text(body)))),
            b'B' => Ok(Some(Self::Batch(body))),
            b'F' => Ok(Some(Self::Failed(text(body)))),
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let all =
            [Message::Ready("eth1".into()), Message::Batch(vec![0, 255, 3]), Message::Failed(String::new())];
        let mut pipe = Vec::new();
        for message in &all {
            message.write(&mut pipe).unwrap();
        }
        let mut from = pipe.as_slice();
        let read: Vec<_> = std::iter::from_fn(|| Message::read(&mut from).unwrap()).collect();
        assert_eq!(read, all);
    }

    #[test]
    fn broken_pipes_are_errors_and_lengths_are_bounded() {
        assert!(Message::read([b'B', 3, 0, 0, 0, 1].as_slice()).is_err(), "cut");
        assert!(Message::read([b'B', 255, 255, 255, 255, 1].as_slice()).is_err(), "four gigabytes");
        assert!(Message::read([b'?', 0, 0, 0, 0].as_slice()).is_err(), "kind");
        assert_eq!(Message::read([].as_slice()).unwrap(), None);
    }
}
