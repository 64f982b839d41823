//! Valid unified social credit codes (GB 32100-2015) for firms that do not exist.

/// The 31 characters of the standard: no I, O, S, V, Z; a character's value is its index.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
/// Registered by market regulation (9), a company (1), in Xinwu District, Wuxi (320214).
const PREFIX: &str = "91320214";
/// Weights of the organisation code (GB 11714), characters 9 to 16.
const ORGANISATION_WEIGHTS: [u64; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
/// 31^6: how many organisation codes begin with MA.
const SERIALS: u64 = 887_503_681;

/// The code of firm number `serial`; different for every serial below 31^6.
pub fn credit_code(serial: u64) -> String {
    let mut code = format!("{PREFIX}{}", organisation_code(serial));
    code.push(check_character(&code));
    code
}

/// MA, six characters, and the organisation code's own check character.
fn organisation_code(serial: u64) -> String {
    // A step that shares no factor with 31 visits every code once, in no visible order.
    let mut rest = (serial * 104_729_011 + 1_000_003) % SERIALS;
    let mut body = [b'0'; 6];
    for place in body.iter_mut().rev() {
        *place = ALPHABET[(rest % 31) as usize];
        rest /= 31;
    }
    let mut code = String::from("MA");
    code.extend(body.iter().map(|&byte| char::from(byte)));
    // Here letters count A = 10 ... Z = 35, unlike in the credit code.
    let sum: u64 = code
        .chars()
        .zip(ORGANISATION_WEIGHTS)
        .map(|(c, weight)| u64::from(c.to_digit(36).unwrap_or(0)) * weight)
        .sum();
    code.push(match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from(b'0' + digit as u8),
    });
    code
}

/// The 18th character: 31 minus the sum of value x 3^(i-1), modulo 31.
fn check_character(first_17: &str) -> char {
    let mut weight = 1;
    let mut sum = 0;
    for byte in first_17.bytes() {
        let value = ALPHABET.iter().position(|&c| c == byte).unwrap_or(0);
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    char::from(ALPHABET[(31 - sum % 31) % 31])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_characters_of_known_codes() {
        for code in
            ["91350100M000100Y43", "91320214MA10001720", "91320214MA1000017K", "91320214MA1000025E"]
        {
            assert_eq!(check_character(&code[..17]), code.chars().last().unwrap(), "{code}");
        }
    }

    #[test]
    fn codes_have_18_characters_of_the_alphabet() {
        for serial in 0..2_000 {
            let code = credit_code(serial);
            assert_eq!(code.len(), 18);
            assert!(code.bytes().all(|byte| ALPHABET.contains(&byte)), "{code}");
        }
    }
}
