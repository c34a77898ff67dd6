//! A small HTTP server of this machine for tests: says what a test tells it to, remembers what it was asked.

use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
};

/// A request: path with what is asked, and headers in lower case.
#[derive(Clone, Debug, Default)]
pub(in crate::feeds) struct Request {
    pub path: String,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Request {
    pub(in crate::feeds) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(String::as_str).unwrap_or_default()
    }
}

/// An answer. The body may be cut after some bytes although the header promises all of it.
#[derive(Clone, Debug, Default)]
pub(in crate::feeds) struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub cut: Option<usize>,
}

impl Reply {
    pub(in crate::feeds) fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self { status: 200, body: body.into(), ..Self::default() }
    }

    pub(in crate::feeds) fn status(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    pub(in crate::feeds) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(in crate::feeds) fn cut(mut self, after: usize) -> Self {
        self.cut = Some(after);
        self
    }
}

/// Answers until it is dropped.
pub(in crate::feeds) struct Server {
    pub url: String,
    asked: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// `answer` is asked for every request; `number` counts from 0.
    pub(in crate::feeds) fn new(answer: impl Fn(&Request, usize) -> Reply + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked: Arc<Mutex<Vec<Request>>> = Arc::default();
        let log = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(stream) = stream else { return };
                drop(one(stream, &answer, &log));
            }
        });
        Self { url, asked }
    }

    /// Everything it was asked.
    pub(in crate::feeds) fn asked(&self) -> Vec<Request> {
        self.asked.lock().unwrap().clone()
    }

    /// The paths it was asked for.
    pub(in crate::feeds) fn paths(&self) -> Vec<String> {
        self.asked().into_iter().map(|request| request.path).collect()
    }
}

fn one(
    mut stream: TcpStream,
    answer: &impl Fn(&Request, usize) -> Reply,
    log: &Mutex<Vec<Request>>,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut lines = reader.by_ref().lines();
    let first = lines.next().unwrap_or_else(|| Ok(String::new()))?;
    let mut request =
        Request { path: first.split(' ').nth(1).unwrap_or_default().to_owned(), ..Request::default() };
    for line in lines {
        let line = line?;
        let Some((name, value)) = line.split_once(':') else { break };
        request.headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = request.header("content-length").parse().unwrap_or(0);
    reader.take(length).read_to_end(&mut request.body)?;
    let number = {
        let mut log = log.lock().unwrap();
        log.push(request.clone());
        log.len() - 1
    };
    let reply = answer(&request, number);
    let mut head = format!("HTTP/1.1 {} X\r\nContent-Length: {}\r\n", reply.status, reply.body.len());
    if reply.status == 304 {
        head = "HTTP/1.1 304 X\r\n".to_owned();
    }
    for (name, value) in &reply.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    stream.write_all(format!("{head}Connection: close\r\n\r\n").as_bytes())?;
    let length = reply.cut.unwrap_or(reply.body.len());
    stream.write_all(reply.body.get(..length).unwrap_or(&reply.body))?;
    stream.flush()
}
