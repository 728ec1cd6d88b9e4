//! How long a slow client is waited for: while it sends headers, while it sends a body, while it takes the answer.
//!
//! Guarantee: none of the three holds a connection for ever. Who reads is cut off when so little of an answer was taken
//! in a whole window that no real connection is that slow.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum_server::accept::Accept;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

/// With so many bytes the HTTP layer knows which version is spoken: the length of the opening words of HTTP/2.
const VERSION_BYTES: usize = 24;

#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For all headers of a request, from the moment the connection is free for it.
    pub headers: Duration,
    /// For all of a body.
    pub body: Duration,
    /// For the next `least` bytes of an answer.
    pub answer: Duration,
    pub least: usize,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            headers: Duration::from_secs(10),
            body: Duration::from_secs(15),
            answer: Duration::from_secs(20),
            // Slower than any telephone line ever was.
            least: 8 * 1024,
        }
    }
}

/// Accepts connections whose answers are taken in time.
#[derive(Debug, Clone, Copy)]
pub struct PatientAcceptor(pub Patience);

impl<I, S> Accept<I, S> for PatientAcceptor {
    type Stream = Patient<I>;
    type Service = S;
    type Future = std::future::Ready<io::Result<(Patient<I>, S)>>;

    fn accept(&self, stream: I, service: S) -> Self::Future {
        let first = Some(Box::pin(sleep(self.0.headers)));
        std::future::ready(Ok((Patient { stream, patience: self.0, first, heard: 0, window: None, moved: 0 }, service)))
    }
}

/// A stream whose writes fail when the other side takes nothing.
#[derive(Debug)]
pub struct Patient<I> {
    stream: I,
    patience: Patience,
    /// Runs until the first words are there. The HTTP layer's own time for headers begins only when it knows which
    /// version is spoken, so that a connection on which nothing is said would be held for ever.
    first: Option<Pin<Box<Sleep>>>,
    /// Bytes of the first words.
    heard: usize,
    /// Runs while something waits to be taken.
    window: Option<Pin<Box<Sleep>>>,
    /// Bytes taken in this window.
    moved: usize,
}

impl<I> Patient<I> {
    /// Something waits: an error when the window is over and too little was taken.
    fn wait(&mut self, cx: &mut Context<'_>) -> Poll<io::Error> {
        let patience = self.patience;
        let window = self.window.get_or_insert_with(|| Box::pin(sleep(patience.answer)));
        ready!(window.as_mut().poll(cx));
        if self.moved < patience.least {
            return Poll::Ready(io::ErrorKind::TimedOut.into());
        }
        self.moved = 0;
        window.as_mut().reset(Instant::now() + patience.answer);
        // Asked once more, so that the new window wakes us.
        window.as_mut().poll(cx).map(|()| io::ErrorKind::TimedOut.into())
    }

    /// Everything that was to be written has been taken.
    fn rest(&mut self) {
        self.window = None;
        self.moved = 0;
    }
}

impl<I: AsyncRead + Unpin> AsyncRead for Patient<I> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buf);
        if let Some(first) = &mut self.first {
            let is_over = first.as_mut().poll(cx).is_ready();
            self.heard += buf.filled().len() - before;
            if self.heard >= VERSION_BYTES {
                self.first = None;
            } else if is_over {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
        }
        read
    }
}

impl<I: AsyncWrite + Unpin> AsyncWrite for Patient<I> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.stream).poll_write(cx, buf) {
            Poll::Ready(Ok(taken)) => {
                self.moved += taken;
                Poll::Ready(Ok(taken))
            }
            Poll::Ready(error) => Poll::Ready(error),
            Poll::Pending => self.wait(cx).map(Err),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.stream).poll_write_vectored(cx, bufs) {
            Poll::Ready(Ok(taken)) => {
                self.moved += taken;
                Poll::Ready(Ok(taken))
            }
            Poll::Ready(error) => Poll::Ready(error),
            Poll::Pending => self.wait(cx).map(Err),
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match Pin::new(&mut self.stream).poll_flush(cx) {
            Poll::Ready(done) => {
                self.rest();
                Poll::Ready(done)
            }
            Poll::Pending => self.wait(cx).map(Err),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match Pin::new(&mut self.stream).poll_shutdown(cx) {
            Poll::Ready(done) => Poll::Ready(done),
            Poll::Pending => self.wait(cx).map(Err),
        }
    }
}
