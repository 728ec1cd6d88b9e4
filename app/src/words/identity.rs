//! Signing in.

words! {
    sign_in_title = "Sign in";
    email = "E-mail";
    password = "Password";
    sign_in = "Sign in";
    forgotten = "Forgotten your password?";
    show_password = "Show password";
    hide_password = "Hide password";
    invited = "Invited by your practice? Use the link in that e-mail first.";
}
