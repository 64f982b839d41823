use crate::scheme::Scheme;
use crate::scoring::Scored;
#[derive(serde::Serialize)]
pub struct Portrait {}
pub struct Portraits<'a> {
    _s: &'a Scheme,
}
impl<'a> Portraits<'a> {
    pub fn new(s: &'a Scheme, _x: &'a Scored) -> Self {
        Portraits { _s: s }
    }
    pub fn of(&self, _f: usize) -> Portrait {
        Portrait {}
    }
}
