//! A mail server that takes everything and keeps it: enough of SMTP for one client, on loopback.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// One message as it came over the wire.
#[derive(Debug, Clone)]
pub struct Mail {
    pub to: Vec<String>,
    /// Headers and body, lines ended by CRLF, dots unstuffed.
    pub text: String,
}

pub struct MailSink {
    port: u16,
    mails: Mutex<Vec<Mail>>,
    refusing: AtomicBool,
}

impl MailSink {
    pub async fn start() -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let sink = Arc::new(Self { port, mails: Mutex::default(), refusing: AtomicBool::new(false) });
        let served = sink.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let sink = served.clone();
                // A client that breaks off ends its own conversation only.
                tokio::spawn(async move { sink.converse(stream).await.ok() });
            }
        });
        sink
    }

    /// As `NS_SMTP_URL` takes it.
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    pub fn mails(&self) -> Vec<Mail> {
        self.mails.lock().unwrap().clone()
    }

    /// From now on every recipient is refused for the time being, or no longer.
    pub fn refuse(&self, refusing: bool) {
        self.refusing.store(refusing, Ordering::Relaxed);
    }

    async fn converse(&self, stream: TcpStream) -> std::io::Result<()> {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 sink\r\n").await?;
        let mut to = Vec::new();
        while let Some(line) = lines.next_line().await? {
            let verb = line.to_ascii_uppercase();
            let answer = if verb.starts_with("RCPT TO:") {
                if self.refusing.load(Ordering::Relaxed) {
                    "451 not now"
                } else {
                    to.push(line["RCPT TO:".len()..].trim().trim_matches(['<', '>']).to_owned());
                    "250 ok"
                }
            } else if verb == "DATA" {
                write.write_all(b"354 go on\r\n").await?;
                let mut text = String::new();
                while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                    text.push_str(line.strip_prefix('.').unwrap_or(&line));
                    text.push_str("\r\n");
                }
                self.mails.lock().unwrap().push(Mail { to: std::mem::take(&mut to), text });
                "250 kept"
            } else if verb == "QUIT" {
                write.write_all(b"221 bye\r\n").await?;
                return Ok(());
            } else {
                "250 ok"
            };
            write.write_all(format!("{answer}\r\n").as_bytes()).await?;
        }
        Ok(())
    }
}
