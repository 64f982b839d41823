//! The `innopoints` program: everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    innopoints::commands::main()
}
