//! Bytes -> `Firms`: encoding, CSV, Excel, cells, credit codes.
