//! Counts what really goes to the database: a relay between the program and Postgres that reads the frontend's messages.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream, tcp, unix};

/// Queries executed since the last `take`: prepared statements. Opening and closing a transaction are plain text, of
/// which the closing goes out after the answer, so they are not counted.
#[derive(Clone, Default)]
pub struct Count(Arc<AtomicUsize>);

impl Count {
    pub fn take(&self) -> usize {
        self.0.swap(0, Ordering::SeqCst)
    }
}

/// Listens on a port of its own and relays to the cluster's socket in `folder`.
pub async fn relay(folder: String) -> (u16, Count) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (port, count) = (listener.local_addr().unwrap().port(), Count::default());
    let counted = count.clone();
    tokio::spawn(async move {
        while let Ok((near, _)) = listener.accept().await {
            tokio::spawn(serve(near, folder.clone(), counted.clone()));
        }
    });
    (port, count)
}

async fn serve(near: TcpStream, folder: String, count: Count) {
    let far = UnixStream::connect(format!("{folder}/.s.PGSQL.5432")).await.unwrap();
    let (near_read, mut near_write) = near.into_split();
    let (mut far_read, far_write) = far.into_split();
    tokio::spawn(async move { tokio::io::copy(&mut far_read, &mut near_write).await });
    // The other side goes away when a pool closes; that ends the relay.
    _ = forward(near_read, far_write, count).await;
}

/// Passes whole messages on. `E` executes a prepared statement.
async fn forward(mut from: tcp::OwnedReadHalf, mut to: unix::OwnedWriteHalf, count: Count) -> std::io::Result<()> {
    let mut started = false;
    loop {
        let kind = if started { Some(from.read_u8().await?) } else { None };
        let length = from.read_u32().await?;
        let mut body = vec![0; usize::try_from(length).unwrap() - 4];
        from.read_exact(&mut body).await?;
        // The first message has no kind; one that only asks for encryption is answered "no" and followed by the real one.
        started |= kind.is_none() && body.get(..4) != Some(&80_877_103_u32.to_be_bytes()[..]);
        if kind == Some(b'E') {
            count.0.fetch_add(1, Ordering::SeqCst);
        }
        let mut message: Vec<u8> = kind.into_iter().collect();
        message.extend(length.to_be_bytes());
        message.extend(body);
        to.write_all(&message).await?;
    }
}
