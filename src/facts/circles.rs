//! Finds circles among things of which each leads to at most one other, such as places and the places around them.

use crate::numbers::{Number, Numbered};

/// Returns every circle, which is a list of things that each lead to the next and the last of which leads to the first.
/// A circle begins with its least member. `next` says to what each thing leads.
pub(crate) fn circles<N: Number + Ord>(next: &Numbered<N, Option<N>>) -> Vec<Vec<N>> {
    let mut seen: Numbered<N, bool> = next.iter().map(|_| false).collect();
    let mut circles = Vec::new();
    for start in next.numbers() {
        let mut path: Vec<N> = Vec::new();
        let mut following = Some(start);
        while let Some(current) = following.filter(|current| !seen[*current]) {
            seen[current] = true;
            path.push(current);
            following = next[current];
        }
        // If the path comes back to itself, its members before that point lead into the circle but are not part of it.
        let first = following.and_then(|closing| path.iter().position(|member| *member == closing));
        if let Some(first) = first {
            let mut circle = path.split_off(first);
            let least = (0..circle.len()).min_by_key(|&position| circle[position]).unwrap_or(0);
            circle.rotate_left(least);
            circles.push(circle);
        }
    }
    circles
}
