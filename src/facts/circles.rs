//! Circles: things each of which leads to the next, and the last to the first.

use crate::numbers::{Number, Numbered};

/// Every circle in which each leads to the next, beginning with its least member.
pub(crate) fn circles<N: Number + Ord>(next: &Numbered<N, Option<N>>) -> Vec<Vec<N>> {
    let mut seen: Numbered<N, Option<N>> = next.iter().map(|_| None).collect();
    let mut circles = Vec::new();
    for start in next.numbers() {
        let mut path: Vec<N> = Vec::new();
        let mut following = Some(start);
        while let Some(here) = following.filter(|here| seen[*here].is_none()) {
            seen[here] = Some(start);
            path.push(here);
            following = next[here];
        }
        // Where the path comes back to itself, what stands before that leads into the circle and is not of it.
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
