//! Builds the binary again when the page was built again: the names of its files change each time.

fn main() {
    println!("cargo:rerun-if-changed=../../web/dist");
}
