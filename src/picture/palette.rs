//! Colours and textures of holders: safe for the colour-blind, and told apart without colour too.

use std::collections::BTreeMap;

use crate::facts::Facts;
use crate::fold::HolderKey;
use crate::numbers::Number;

/// The colours of sides, in the order in which the record has them: after Okabe and Ito, "Color Universal Design", 2008.
const COLOURS: [&str; 7] = ["#d55e00", "#009e73", "#e69f00", "#0072b2", "#cc79a7", "#56b4e9", "#8c8c00"];

/// What is drawn over a colour, so that nothing depends on it alone.
const TEXTURES: [&str; 6] = ["plain", "rising", "dots", "falling", "level", "upright"];

/// How a holder is painted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tint {
    pub(crate) colour: String,
    pub(crate) texture: &'static str,
    /// A letter or two for where there is room for no more.
    pub(crate) letter: String,
}

/// The tints of all holders of a history.
#[derive(Clone, Debug)]
pub(crate) struct Palette {
    actors: Vec<Tint>,
}

impl Palette {
    /// Sides have colours of their own, those who answer to them paler ones. `given` are colours by actor id.
    pub(crate) fn new(facts: &Facts, given: &BTreeMap<String, String>) -> Self {
        let actors: Vec<_> = facts.actors.iter().collect();
        let boss = |at: usize| {
            let to = &actors[at].allegiances.first()?.to;
            facts.actor_names.id(to).map(|number| number.index())
        };
        let sides: Vec<usize> = (0..actors.len()).filter(|&at| boss(at).is_none()).collect();
        let mut under = vec![0_usize; actors.len()];
        // Sides choose their letters first.
        let others = (0..actors.len()).filter(|at| !sides.contains(at));
        let mut letters = vec![String::new(); actors.len()];
        for at in sides.iter().copied().chain(others) {
            letters[at] = letter(&actors[at].id, &letters);
        }
        let mut tints = Vec::new();
        for (at, actor) in actors.iter().enumerate() {
            let mut top = at;
            for _ in 0..actors.len() {
                top = boss(top).unwrap_or(top);
            }
            let side = sides.iter().position(|it| *it == top).unwrap_or(0);
            let colour = given.get(&actors[top].id).map_or(COLOURS[side % COLOURS.len()], String::as_str);
            let shade = if at == top { 0 } else { under[top] + 1 };
            under[top] += usize::from(at != top);
            let colour = given.get(&actor.id).cloned().unwrap_or_else(|| paler(colour, shade));
            let letter = std::mem::take(&mut letters[at]);
            tints.push(Tint { colour, texture: TEXTURES[(side + shade) % TEXTURES.len()], letter });
        }
        Self { actors: tints }
    }

    pub(crate) fn tint(&self, holder: HolderKey) -> Tint {
        match holder.as_actor() {
            Some(actor) => self.actors[actor.index()].clone(),
            None if holder == HolderKey::NOBODY => {
                Tint { colour: "#ffffff".to_owned(), texture: "crossed", letter: "–".to_owned() }
            }
            None => Tint { colour: "#d9d9d9".to_owned(), texture: "sparse", letter: String::new() },
        }
    }
}

/// The first sign of an id that no other has, in capitals; else two of them.
fn letter(id: &str, taken: &[String]) -> String {
    let signs: Vec<char> = id.to_ascii_uppercase().chars().filter(|sign| *sign != '-').collect();
    let one = signs.iter().map(ToString::to_string);
    let first = signs.first().copied().unwrap_or('?');
    let two = signs.iter().skip(1).map(|sign| format!("{first}{}", sign.to_ascii_lowercase()));
    let free = one.chain(two).find(|letter| !taken.contains(letter));
    free.unwrap_or_else(|| first.to_string())
}

/// A colour mixed with white, the more the greater the step; what is no `#rrggbb` stays as it is.
fn paler(colour: &str, step: usize) -> String {
    let part = |at: usize| colour.get(at..at + 2).and_then(|text| u32::from_str_radix(text, 16).ok());
    let (Some(red), Some(green), Some(blue)) = (part(1), part(3), part(5)) else { return colour.to_owned() };
    let white = [0, 30, 50, 15, 40, 60][step % 6];
    let mix = |part: u32| (part * (100 - white) + 255 * white) / 100;
    format!("#{:02x}{:02x}{:02x}", mix(red), mix(green), mix(blue))
}
