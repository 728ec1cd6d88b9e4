//! A relay between the server and Postgres that writes down every statement with its values, and counts round trips.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream, tcp, unix};

/// A statement as it was executed, so that it can be executed again.
#[derive(Debug, Clone)]
pub struct Statement {
    /// The login it ran under.
    pub role: String,
    pub sql: String,
    /// Types of the parameters as Postgres numbers them, and their values as they were sent; none is NULL.
    pub types: Vec<u32>,
    pub values: Vec<Option<Vec<u8>>>,
}

#[derive(Debug, Clone, Default)]
pub struct Seen {
    pub statements: Vec<Statement>,
    /// Times that the answer had to be waited for.
    pub trips: usize,
}

#[derive(Clone, Default)]
pub struct Record(Arc<Mutex<Seen>>);

impl Record {
    /// What passed since the last call.
    pub fn take(&self) -> Seen {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// Listens on a port of its own and relays to the cluster's socket in `folder`.
pub async fn relay(folder: String) -> (u16, Record) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (port, record) = (listener.local_addr().unwrap().port(), Record::default());
    let seen = record.clone();
    tokio::spawn(async move {
        while let Ok((near, _)) = listener.accept().await {
            near.set_nodelay(true).unwrap();
            tokio::spawn(serve(near, folder.clone(), seen.clone()));
        }
    });
    (port, record)
}

async fn serve(near: TcpStream, folder: String, record: Record) {
    let far = UnixStream::connect(format!("{folder}/.s.PGSQL.5432")).await.unwrap();
    let (near_read, mut near_write) = near.into_split();
    let (mut far_read, far_write) = far.into_split();
    tokio::spawn(async move { tokio::io::copy(&mut far_read, &mut near_write).await });
    // The other side goes away when a pool closes; that ends the relay.
    _ = forward(near_read, far_write, Connection { record, ..Connection::default() }).await;
}

/// Passes whole messages on. The first has no kind.
async fn forward(
    mut from: tcp::OwnedReadHalf,
    mut to: unix::OwnedWriteHalf,
    mut connection: Connection,
) -> std::io::Result<()> {
    loop {
        let kind = if connection.role.is_empty() { None } else { Some(from.read_u8().await?) };
        let length = from.read_u32().await?;
        let mut body = vec![0; usize::try_from(length).unwrap() - 4];
        from.read_exact(&mut body).await?;
        match kind {
            Some(kind) => connection.note(kind, &body),
            None => connection.role = user(&body),
        }
        let mut message: Vec<u8> = kind.into_iter().collect();
        message.extend(length.to_be_bytes());
        message.extend(body);
        to.write_all(&message).await?;
    }
}

/// Of a start-up message; a mere question for encryption names nobody.
fn user(body: &[u8]) -> String {
    let mut words = body.get(4..).unwrap_or_default().split(|byte| *byte == 0);
    words.by_ref().find(|word| *word == b"user").and_then(|_| words.next()).map(text).unwrap_or_default()
}

#[derive(Default)]
struct Connection {
    record: Record,
    role: String,
    prepared: HashMap<String, (String, Vec<u32>)>,
    bound: Option<Statement>,
}

impl Connection {
    fn note(&mut self, kind: u8, body: &[u8]) {
        // Background work is not part of any page.
        if ["ns_worker", "ns_webhook"].contains(&self.role.as_str()) {
            return;
        }
        let mut rest = Bytes(body);
        match kind {
            b'P' => {
                let (name, sql) = (rest.word(), rest.word());
                let types = (0..rest.short()).map(|_| rest.long()).collect();
                self.prepared.insert(name, (sql, types));
            }
            b'B' => {
                let (_portal, name) = (rest.word(), rest.word());
                for _format in 0..rest.short() {
                    rest.short();
                }
                let values = (0..rest.short()).map(|_| rest.value()).collect();
                let (sql, types) = self.prepared.get(&name).cloned().unwrap_or_default();
                self.bound = Some(Statement { role: self.role.clone(), sql, types, values });
            }
            b'E' => self.record.0.lock().unwrap().statements.extend(self.bound.clone()),
            b'S' => self.record.0.lock().unwrap().trips += 1,
            // A read ends by a rollback that goes out after the answer: nobody waits for it.
            b'Q' if !text(body).to_ascii_lowercase().starts_with("rollback") => {
                self.record.0.lock().unwrap().trips += 1;
            }
            _ => {}
        }
    }
}

/// Reads a message from its beginning.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn take(&mut self, count: usize) -> Vec<u8> {
        let (taken, rest) = self.0.split_at(count);
        self.0 = rest;
        taken.to_vec()
    }

    fn word(&mut self) -> String {
        let end = self.0.iter().position(|byte| *byte == 0).unwrap();
        let word = text(&self.take(end));
        self.take(1);
        word
    }

    fn short(&mut self) -> u16 {
        u16::from_be_bytes(self.take(2).try_into().unwrap())
    }

    fn long(&mut self) -> u32 {
        u32::from_be_bytes(self.take(4).try_into().unwrap())
    }

    /// A length and so many bytes; a length of -1 is NULL.
    fn value(&mut self) -> Option<Vec<u8>> {
        let length = usize::try_from(self.long().cast_signed()).ok()?;
        Some(self.take(length))
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
