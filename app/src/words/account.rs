//! Ways to sign in and what protects them.

words! {
    title = "Signing in";
    sign_out = "Sign out";
    password = "Password";
    password_text = "Choose another one.";
    email = "E-mail address";
    email_text = "What you sign in with, and where letters go.";
    sessions = "Where you are signed in";
    sessions_text = "Devices, and how to sign them out.";
}
