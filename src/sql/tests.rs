//! What the queries say, dialect by dialect, and what is refused.
