//! What goes out with the answer besides the page: cookies, and the step to another address.

use super::Ctx;
use contract::{AppError, Code};
use http::HeaderMap;

impl Ctx {
    /// Sends a cookie of this site with the answer, which also comes with a link from elsewhere: for what only changes
    /// how a page looks. Lives `seconds`; zero removes it.
    ///
    /// # Errors
    /// `Invalid` when the value does not fit into a header.
    pub fn set_cookie(&self, name: &str, value: &str, seconds: u32) -> Result<(), AppError> {
        self.send_cookie(name, value, seconds, "Lax")
    }

    /// The same for what says who somebody is: it comes from this site only.
    ///
    /// # Errors
    /// As `set_cookie`.
    pub fn set_strict_cookie(&self, name: &str, value: &str, seconds: u32) -> Result<(), AppError> {
        self.send_cookie(name, value, seconds, "Strict")
    }

    fn send_cookie(&self, name: &str, value: &str, seconds: u32, same_site: &str) -> Result<(), AppError> {
        let (prefix, secure) = if self.0.parts.secure { ("__Host-", "; Secure") } else { ("", "") };
        let cookie =
            format!("{prefix}{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite={same_site}{secure}");
        let header = cookie.parse().map_err(|_| AppError::field("", Code::Malformed))?;
        if let Ok(mut headers) = self.0.headers.lock() {
            headers.append(http::header::SET_COOKIE, header);
        }
        Ok(())
    }

    /// Lets the browser move on to a path of this site by itself, after `seconds`.
    pub fn move_on(&self, seconds: u32, path: &str) {
        if let (Ok(header), Ok(mut headers)) = (format!("{seconds};url={path}").parse(), self.0.headers.lock()) {
            headers.insert("refresh", header);
        }
    }

    /// The headers collected for the answer; the server takes them once.
    pub fn take_headers(&self) -> HeaderMap {
        self.0.headers.lock().map(|mut headers| std::mem::take(&mut *headers)).unwrap_or_default()
    }
}
