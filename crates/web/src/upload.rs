//! Files a person sends: into memory when small, into a temporary file when large. Bounded both ways.

use std::path::PathBuf;

use axum::extract::{Multipart, multipart::Field};
use tokio::io::AsyncWriteExt as _;

use crate::error::WebError;

/// A small file.
pub struct SentFile {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// What a form with small files carried.
#[derive(Default)]
pub struct Sent {
    pub token: String,
    pub files: Vec<SentFile>,
    /// Other fields, by name.
    texts: Vec<(String, String)>,
}

impl Sent {
    /// What was written into a field.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.texts.iter().find_map(|(known, text)| (known == name).then_some(text.trim()))
    }
}

/// A large file on disk, removed with its folder by the caller.
pub struct Stored {
    pub token: String,
    pub name: String,
    pub path: PathBuf,
}

const MOST_FILES: usize = 2_000;
const MOST_TEXTS: usize = 40;
/// In characters.
const LONGEST_TEXT: usize = 400;

/// Reads a form into memory; `most` bytes in all.
///
/// # Errors
/// When it is broken or too large.
pub async fn in_memory(mut form: Multipart, most: usize) -> Result<Sent, WebError> {
    let mut sent = Sent::default();
    let mut room = most;
    while let Some(mut field) = next(&mut form).await? {
        let name = field.name().unwrap_or_default().to_owned();
        let file = field.file_name().map(plain_name);
        let mut bytes = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(broken)? {
            room = room.checked_sub(chunk.len()).ok_or_else(too_large)?;
            bytes.extend_from_slice(&chunk);
        }
        match file {
            Some(file) if !file.is_empty() && sent.files.len() < MOST_FILES => {
                sent.files.push(SentFile { name: file, bytes });
            }
            _ if name == "token" => sent.token = String::from_utf8_lossy(&bytes).into_owned(),
            None if sent.texts.len() < MOST_TEXTS => {
                sent.texts.push((name, String::from_utf8_lossy(&bytes).chars().take(LONGEST_TEXT).collect()));
            }
            _ => {}
        }
    }
    Ok(sent)
}

/// Writes the one file of a form to `folder` as it arrives. The token must stand before the file.
///
/// # Errors
/// When it is broken, too large, or cannot be written.
pub async fn to_disk(
    mut form: Multipart,
    folder: PathBuf,
    most: u64,
    check: impl Fn(&str) -> Result<(), WebError>,
) -> Result<Stored, WebError> {
    let mut token = String::new();
    while let Some(mut field) = next(&mut form).await? {
        let Some(name) = field.file_name().map(plain_name) else {
            if field.name() == Some("token") {
                token = field.text().await.map_err(broken)?;
            }
            continue;
        };
        check(&token)?;
        let unfinished = Unfinished(Some(folder.clone()));
        tokio::fs::create_dir_all(&folder).await.map_err(|error| WebError::Failed(error.to_string()))?;
        let path = folder.join(if name.is_empty() { "capture" } else { name.as_str() });
        write(&mut field, &path, most).await?;
        unfinished.keep();
        return Ok(Stored { token, name, path });
    }
    Err(WebError::refused("import-no-file"))
}

/// A folder with a file that has not arrived whole: it is removed however that ends, when the sender goes away as well.
struct Unfinished(Option<PathBuf>);

impl Unfinished {
    fn keep(mut self) {
        self.0 = None;
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Some(folder) = &self.0 {
            drop(std::fs::remove_dir_all(folder));
        }
    }
}

async fn write(field: &mut Field<'_>, path: &PathBuf, most: u64) -> Result<(), WebError> {
    let failed = |error: std::io::Error| WebError::Failed(error.to_string());
    let mut file = tokio::fs::File::create(path).await.map_err(failed)?;
    let mut room = most;
    while let Some(chunk) = field.chunk().await.map_err(broken)? {
        room = room.checked_sub(chunk.len() as u64).ok_or_else(too_large)?;
        file.write_all(&chunk).await.map_err(failed)?;
    }
    file.flush().await.map_err(failed)
}

async fn next(form: &mut Multipart) -> Result<Option<Field<'_>>, WebError> {
    form.next_field().await.map_err(broken)
}

fn broken(error: axum::extract::multipart::MultipartError) -> WebError {
    tracing::info!(%error, "a file did not arrive whole");
    WebError::refused("upload-broken")
}

fn too_large() -> WebError {
    WebError::refused("upload-too-large")
}

/// The last part of a name, without anything that means a folder.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|c| !c.is_control()).take(120).collect();
    if kept.trim_matches('.').is_empty() { String::new() } else { kept }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_did_not_arrive_whole_is_removed() {
        let data = tempfile::tempdir().unwrap();
        for whole in [true, false] {
            let folder = data.path().join("inbox");
            std::fs::create_dir(&folder).unwrap();
            let unfinished = Unfinished(Some(folder.clone()));
            std::fs::write(folder.join("file"), "half").unwrap();
            if whole {
                unfinished.keep()
            } else {
                drop(unfinished)
            }
            assert_eq!(folder.exists(), whole);
            drop(std::fs::remove_dir_all(folder));
        }
    }

    #[test]
    fn names_cannot_leave_their_folder() {
        for (sent, kept) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\temp\\台帳.xlsx", "台帳.xlsx"),
            ("..", ""),
            ("/", ""),
            ("a\u{0}b.pcap", "ab.pcap"),
        ] {
            assert_eq!(plain_name(sent), kept);
        }
    }
}
