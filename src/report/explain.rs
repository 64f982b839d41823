pub fn text(_p: &crate::portrait::Portrait, _l: crate::diagnostic::Lang) -> String {
    String::new()
}
