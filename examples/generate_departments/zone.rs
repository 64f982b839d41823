//! The zone as it was generated: one map per firm, from column to cell.

use std::collections::BTreeMap;

/// The zone's firms, in the order of its table.
pub struct Zone {
    pub firms: Vec<Firm>,
}

/// One firm's cells.
pub struct Firm(BTreeMap<String, String>);

impl Zone {
    pub fn read(bytes: &[u8]) -> Result<Zone, csv::Error> {
        let mut reader = csv::Reader::from_reader(bytes);
        let headers = reader.headers()?.clone();
        let firm = |record: csv::StringRecord| {
            Firm(headers.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect())
        };
        let firms = reader.records().map(|record| record.map(firm)).collect::<Result<_, _>>()?;
        Ok(Zone { firms })
    }
}

impl Firm {
    /// A cell as it is written; empty where nobody knows.
    pub fn cell(&self, column: &str) -> &str {
        self.0.get(column).map_or("", String::as_str)
    }

    pub fn code(&self) -> &str {
        self.cell("统一社会信用代码")
    }

    pub fn name(&self) -> &str {
        self.cell("企业名称")
    }

    /// What the firm was called before it was renamed.
    pub fn former_name(&self) -> String {
        self.name().replace("无锡示例", "江阴示例")
    }
}
