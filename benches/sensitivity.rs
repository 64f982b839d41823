//! How fast ranks are shaken.

fn main() {}
