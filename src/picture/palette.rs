//! Colours and textures of holders: safe for the colour-blind, and distinguishable without colour too.

use std::collections::BTreeMap;

use crate::facts::Facts;
use crate::fold::HolderKey;
use crate::numbers::{ActorNo, Number};

/// The colours of sides, in the order in which the record lists them: after Okabe and Ito, "Color Universal Design",
/// 2008.
const COLOURS: [&str; 7] = ["#d55e00", "#009e73", "#e69f00", "#0072b2", "#cc79a7", "#56b4e9", "#8c8c00"];

/// Textures drawn over the colours, so that holders can be told apart without colour.
const TEXTURES: [&str; 6] = ["plain", "rising", "dots", "falling", "level", "upright"];

/// How a holder is painted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tint {
    pub(crate) colour: String,
    pub(crate) texture: &'static str,
    /// One or two letters that stand for the holder where there is no room for its name.
    pub(crate) letter: String,
}

/// The tints of all holders of a history.
#[derive(Clone, Debug)]
pub(crate) struct Palette {
    actors: Vec<Tint>,
}

impl Palette {
    /// Returns the tints of all actors. Each side has a colour of its own, and those who answer to it have paler shades
    /// of it. `given` are colours by actor id, which take precedence.
    pub(crate) fn new(facts: &Facts, given: &BTreeMap<String, String>) -> Self {
        let actors: Vec<_> = facts.actors.iter().collect();
        let boss = |index: usize| {
            let to = &actors[index].allegiances.first()?.to;
            facts.actor_names.id(to).map(ActorNo::index)
        };
        let sides: Vec<usize> = (0..actors.len()).filter(|&index| boss(index).is_none()).collect();
        // How many actors under each side have been given a shade.
        let mut shades = vec![0_usize; actors.len()];
        // Sides choose their letters before those who answer to them.
        let others = (0..actors.len()).filter(|index| !sides.contains(index));
        let mut letters = vec![String::new(); actors.len()];
        for index in sides.iter().copied().chain(others) {
            letters[index] = letter(&actors[index].id, &letters);
        }
        let mut tints = Vec::new();
        for (index, actor) in actors.iter().enumerate() {
            let mut top = index;
            for _ in 0..actors.len() {
                top = boss(top).unwrap_or(top);
            }
            let side = sides.iter().position(|side| *side == top).unwrap_or(0);
            let colour = given.get(&actors[top].id).map_or(COLOURS[side % COLOURS.len()], String::as_str);
            let shade = if index == top { 0 } else { shades[top] + 1 };
            shades[top] += usize::from(index != top);
            let colour = given.get(&actor.id).cloned().unwrap_or_else(|| paler(colour, shade));
            let letter = std::mem::take(&mut letters[index]);
            tints.push(Tint { colour, texture: TEXTURES[(side + shade) % TEXTURES.len()], letter });
        }
        Self { actors: tints }
    }

    /// Returns the tint of a holder.
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

/// Returns a letter of an id, as a capital, that is not taken; if all are, its first letter and another one.
fn letter(id: &str, taken: &[String]) -> String {
    let chars: Vec<char> = id.to_ascii_uppercase().chars().filter(|char| *char != '-').collect();
    let one = chars.iter().map(ToString::to_string);
    let first = chars.first().copied().unwrap_or('?');
    let two = chars.iter().skip(1).map(|char| format!("{first}{}", char.to_ascii_lowercase()));
    let free = one.chain(two).find(|letter| !taken.contains(letter));
    free.unwrap_or_else(|| first.to_string())
}

/// Returns a colour mixed with white; each step has its own mixture, and step 0 is the colour itself. Text that is not
/// of the form `#rrggbb` is returned as it is.
fn paler(colour: &str, step: usize) -> String {
    let part = |start: usize| colour.get(start..start + 2).and_then(|text| u32::from_str_radix(text, 16).ok());
    let (Some(red), Some(green), Some(blue)) = (part(1), part(3), part(5)) else { return colour.to_owned() };
    let white = [0, 30, 50, 15, 40, 60][step % 6];
    let mix = |part: u32| (part * (100 - white) + 255 * white) / 100;
    format!("#{:02x}{:02x}{:02x}", mix(red), mix(green), mix(blue))
}
