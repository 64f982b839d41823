//! The whole program, from outside: other people's numbers, the case files, the command line.

mod cases;
mod command_line;
mod configurations;
mod house;
mod oracles;
mod policies;
mod robustness;
mod support;
