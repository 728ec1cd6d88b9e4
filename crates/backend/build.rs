//! The migrations are compiled in: a new file is a reason to compile again, which the compiler cannot see by itself.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
