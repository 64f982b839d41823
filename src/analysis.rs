//! How a scheme behaves on its firms: two schemes compared, indicators audited, weights derived,
//! ranks under other choices. Owns the methods, each with its formula and source; works on what
//! the scoring room made, and re-aggregates frozen shares instead of scoring anew where it can.
//! Must not read, write, print or look at a clock.

pub mod audit;
pub mod board;
pub mod choices;
pub mod columns;
pub mod compare;
pub mod contributions;
pub mod correlation;
pub mod dice;
pub mod drift;
pub mod eigen;
pub mod frozen;
mod joint;
pub mod judgements;
pub mod montecarlo;
pub mod outline;
pub mod population;
pub mod profile;
pub mod reliability;
mod remake;
pub mod replacement;
pub mod sensitivity;
pub mod sobol;
pub mod spread;
pub mod standing;
pub mod tally;
pub mod tree;
pub mod weigh;
pub mod weights;
