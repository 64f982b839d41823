//! The expression language: parse, type, lower to polars, evaluate clause by clause, say in words, render to SQL.
