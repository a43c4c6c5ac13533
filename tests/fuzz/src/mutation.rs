//! A small mutator for toolchains without libFuzzer. It knows lines, words of the dictionary and numbers, and is
//! deterministic: the same seed makes the same inputs.

use std::ops::Range;

use fastrand::Rng;

/// Makes inputs from those of a corpus.
pub struct Mutator {
    rng: Rng,
    corpus: Vec<Vec<u8>>,
    words: Vec<Vec<u8>>,
    max_len: usize,
}

impl Mutator {
    /// `words` may be empty; so may `corpus`.
    #[must_use]
    pub fn new(seed: u64, corpus: Vec<Vec<u8>>, words: Vec<Vec<u8>>, max_len: usize) -> Self {
        Self { rng: Rng::with_seed(seed), corpus, words, max_len }
    }

    /// The next input: one of the corpus, with one change or some.
    pub fn next_input(&mut self) -> Vec<u8> {
        let mut data = self.other();
        // Few changes more often than many.
        let changes = 1 << self.rng.u32(0..4);
        for _ in 0..self.rng.u32(1..=changes) {
            self.change(&mut data);
        }
        data.truncate(self.max_len);
        data
    }

    fn other(&mut self) -> Vec<u8> {
        self.rng.choice(&self.corpus).cloned().unwrap_or_default()
    }

    fn change(&mut self, data: &mut Vec<u8>) {
        let at = self.rng.usize(0..=data.len());
        let stretch = self.stretch(data.len(), 16);
        match self.rng.u32(0..14) {
            0 if at < data.len() => data[at] ^= 1 << self.rng.u32(0..8),
            1 if at < data.len() => data[at] = self.rng.u8(..),
            2 => data.insert(at, self.rng.u8(..)),
            3 => drop(data.drain(stretch)),
            4 => {
                let copy = data[stretch].to_vec();
                insert(data, at, copy);
            }
            // A digit is another digit, a letter the next.
            5 | 6 => {
                let found = data[at..].iter().position(u8::is_ascii_alphanumeric);
                if let Some(found) = found.map(|found| at + found) {
                    data[found] = match data[found] {
                        b'0'..=b'9' => self.rng.u8(b'0'..=b'9'),
                        other => other.wrapping_add(1),
                    };
                }
            }
            // Lines of this input: one goes, one comes twice, two change places.
            7 => {
                let line = self.line(data);
                data.drain(line);
            }
            8 | 9 => {
                let (line, before) = (self.line(data), self.line(data).start);
                let copy = data[line].to_vec();
                insert(data, before, copy);
            }
            // Of another: a line, or all from some line on.
            10 => {
                let other = self.other();
                let (line, before) = (self.line(&other), self.line(data).start);
                insert(data, before, other[line].to_vec());
            }
            11 => {
                let other = self.other();
                let (from, to) = (self.line(&other).start, self.line(data).start);
                data.truncate(to);
                data.extend_from_slice(&other[from..]);
            }
            // A word of the dictionary goes in, or stands for something.
            _ => {
                let word = self.rng.choice(&self.words).cloned().unwrap_or_default();
                if self.rng.bool() {
                    insert(data, at, word);
                } else {
                    data.splice(stretch, word);
                }
            }
        }
    }

    fn stretch(&mut self, length: usize, most: usize) -> Range<usize> {
        let from = self.rng.usize(0..=length);
        let to = length.min(from + self.rng.usize(0..=most));
        from..to
    }

    /// Any line, with its end.
    fn line(&mut self, data: &[u8]) -> Range<usize> {
        let at = self.rng.usize(0..=data.len());
        let from = data[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let to = data[at..].iter().position(|byte| *byte == b'\n').map_or(data.len(), |end| at + end + 1);
        from..to
    }
}

fn insert(data: &mut Vec<u8>, at: usize, piece: Vec<u8>) {
    data.splice(at..at, piece);
}

/// The least input found by leaving out pieces of this one, ever shorter ones, for which `fails` still holds.
pub fn minimised(data: &[u8], fails: impl Fn(&[u8]) -> bool) -> Vec<u8> {
    let mut data = data.to_vec();
    let mut length = data.len().div_ceil(2);
    while length > 0 {
        let mut at = 0;
        let mut shorter = false;
        while at < data.len() {
            let mut without = data.clone();
            without.drain(at..data.len().min(at + length));
            if fails(&without) {
                data = without;
                shorter = true;
            } else {
                at += length;
            }
        }
        if !shorter {
            length /= 2;
        }
    }
    data
}

/// The words of a libFuzzer dictionary: one a line in quotes, `\"`, `\\` and `\x0a` as escapes, `#` before remarks.
#[must_use]
pub fn words(dictionary: &str) -> Vec<Vec<u8>> {
    let lines = dictionary.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| Some(unescaped(line.split_once('"')?.1.strip_suffix('"')?))).collect()
}

fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match (byte, after) {
            (b'\\', [b'x', high, low, after @ ..]) => {
                let digit = |digit: &u8| char::from(*digit).to_digit(16).unwrap_or_default();
                bytes.push(u8::try_from(digit(high) * 16 + digit(low)).unwrap_or_default());
                rest = after;
            }
            (b'\\', [escaped, after @ ..]) => {
                bytes.push(*escaped);
                rest = after;
            }
            _ => bytes.push(byte),
        }
    }
    bytes
}
