//! The tree of places: which place lies within which, and which fraction of its whole each part is.

use crate::numbers::{Numbered, PlaceNo};
use crate::share::Fraction;

/// The least and the greatest fraction of a whole that something can be, in millionths.
pub(crate) type Extent = (i64, i64);

/// One place in the tree.
#[derive(Clone, Debug)]
pub(crate) struct PlaceNode {
    parent: Option<PlaceNo>,
    /// The places directly within it, in the order of their ids.
    parts: Vec<PlaceNo>,
    /// Whether its parts are the whole of it.
    divided: bool,
    /// Its extent within its parent, if the record states one.
    stated: Option<Extent>,
    /// Its extent within its parent, as it follows from what is stated of it and of its siblings.
    extent: Extent,
    /// Its position among the parts of its parent.
    slot: usize,
    /// The extent of the rest: what lies in none of its parts.
    rest: Extent,
    /// The number of its family.
    family: u32,
    /// Its position among the places of its family.
    seat: usize,
}

impl PlaceNode {
    fn new(parent: Option<PlaceNo>, stated: Option<Extent>, divided: bool) -> Self {
        let (parts, extent, rest) = (Vec::new(), (0, Fraction::ONE), (0, 0));
        Self { parent, parts, divided, stated, extent, slot: 0, rest, family: 0, seat: 0 }
    }
}

/// All places of a history. A *family* is a place that lies within no other, with everything that lies within it.
#[derive(Clone, Debug, Default)]
pub(crate) struct PlaceTree {
    nodes: Numbered<PlaceNo, PlaceNode>,
    /// The places of each family; each place comes before those within it.
    families: Vec<Vec<PlaceNo>>,
}

impl PlaceTree {
    /// Builds the tree of all places from their parents, stated extents, and whether their parts are the whole of them.
    /// `order` compares two places by id.
    pub(crate) fn new(
        places: impl Iterator<Item = (Option<PlaceNo>, Option<Extent>, bool)>,
        order: impl Fn(PlaceNo, PlaceNo) -> std::cmp::Ordering,
    ) -> Self {
        let node = |(parent, stated, divided)| PlaceNode::new(parent, stated, divided);
        let mut tree = Self { nodes: places.map(node).collect(), families: Vec::new() };
        for place in tree.places() {
            if let Some(parent) = tree.parent(place) {
                tree.nodes[parent].parts.push(place);
            }
        }
        for place in tree.places() {
            tree.nodes[place].parts.sort_by(|one, other| order(*one, *other));
            tree.measure(place);
        }
        for root in tree.places() {
            if tree.parent(root).is_none() {
                let family = tree.families.len();
                let places = tree.within(root);
                for (seat, &place) in places.iter().enumerate() {
                    tree.seat(place, family, seat);
                }
                tree.families.push(places);
            }
        }
        tree
    }

    /// Adds a place and returns its number. `before` says which of its siblings come before it by id.
    pub(crate) fn add(
        &mut self,
        parent: Option<PlaceNo>,
        stated: Option<Extent>,
        divided: bool,
        before: impl Fn(PlaceNo) -> bool,
    ) -> PlaceNo {
        let place = self.nodes.push(PlaceNode::new(parent, stated, divided));
        let family = match parent {
            Some(parent) => {
                let parts = &mut self.nodes[parent].parts;
                let slot = parts.partition_point(|&part| before(part));
                parts.insert(slot, place);
                self.nodes[parent].family as usize
            }
            None => {
                self.families.push(Vec::new());
                self.families.len() - 1
            }
        };
        self.seat(place, family, self.families[family].len());
        self.families[family].push(place);
        // A new part can change the extents of its siblings.
        self.measure(place);
        self.measure(parent.unwrap_or(place));
        place
    }

    /// Notes the family of a place and its position there.
    fn seat(&mut self, place: PlaceNo, family: usize, seat: usize) {
        let node = &mut self.nodes[place];
        (node.family, node.seat) = (u32::try_from(family).expect("no more families than places"), seat);
    }

    /// Works out the extents of the parts of a place, and of its rest. A part of unstated extent can be anything from
    /// nothing to what the stated lower bounds leave. If the parts are the whole of the place, the rest is only what they
    /// cannot fill, and each part is at least what all others cannot fill.
    fn measure(&mut self, place: PlaceNo) {
        let parts = self.nodes[place].parts.clone();
        let stated = |tree: &Self, part: PlaceNo| tree.nodes[part].stated;
        let sure: i64 = parts.iter().filter_map(|&part| stated(self, part)).map(|extent| extent.0).sum();
        let left = (Fraction::ONE - sure).max(0);
        let mut most = 0;
        for (slot, &part) in parts.iter().enumerate() {
            let extent = stated(self, part).map_or((0, left), |(low, high)| (low, high.min(low + left)));
            most += extent.1;
            (self.nodes[part].slot, self.nodes[part].extent) = (slot, extent);
        }
        let unfilled = (Fraction::ONE - most).max(0);
        if self.nodes[place].divided {
            for part in parts {
                let (least, greatest) = self.nodes[part].extent;
                let others = unfilled + most - greatest;
                self.nodes[part].extent = (least.max(Fraction::ONE - others), greatest);
            }
            self.nodes[place].rest = (unfilled, unfilled);
        } else {
            self.nodes[place].rest = (unfilled, left);
        }
    }

    /// Returns the numbers of all places.
    pub(crate) fn places(&self) -> impl DoubleEndedIterator<Item = PlaceNo> + ExactSizeIterator + Clone + use<> {
        self.nodes.numbers()
    }

    /// Returns the place directly around a place.
    pub(crate) fn parent(&self, place: PlaceNo) -> Option<PlaceNo> {
        self.nodes[place].parent
    }

    /// Returns the places around a place, the nearest first.
    pub(crate) fn around(&self, place: PlaceNo) -> impl Iterator<Item = PlaceNo> + Clone {
        std::iter::successors(self.parent(place), |&inner| self.parent(inner))
    }

    /// Returns a place and the places around it, the nearest first.
    pub(crate) fn with_around(&self, place: PlaceNo) -> impl Iterator<Item = PlaceNo> + Clone {
        std::iter::successors(Some(place), |&inner| self.parent(inner))
    }

    /// Returns whether `inner` lies within `outer`; no place lies within itself.
    pub(crate) fn lies_within(&self, inner: PlaceNo, outer: PlaceNo) -> bool {
        self.around(inner).any(|place| place == outer)
    }

    /// Returns the places directly within a place, in the order of their ids.
    pub(crate) fn parts(&self, place: PlaceNo) -> &[PlaceNo] {
        &self.nodes[place].parts
    }

    /// Returns a place and all places within it; each place comes before those within it.
    pub(crate) fn within(&self, place: PlaceNo) -> Vec<PlaceNo> {
        let mut places = vec![place];
        let mut next = 0;
        while next < places.len() {
            places.extend(self.parts(places[next]));
            next += 1;
        }
        places
    }

    /// Returns the extent of a place within its parent.
    pub(super) fn extent(&self, place: PlaceNo) -> Extent {
        self.nodes[place].extent
    }

    /// Returns the extent of what lies in no part of a place.
    pub(super) fn rest(&self, place: PlaceNo) -> Extent {
        self.nodes[place].rest
    }

    /// Returns the position of a place among the parts of its parent.
    pub(super) fn slot(&self, place: PlaceNo) -> usize {
        self.nodes[place].slot
    }

    /// Returns the position of a place among the places of its family.
    pub(super) fn seat_of(&self, place: PlaceNo) -> usize {
        self.nodes[place].seat
    }

    /// Returns the number of families.
    pub(super) fn families(&self) -> usize {
        self.families.len()
    }

    /// Returns the places of a family; each place comes before those within it.
    pub(super) fn family(&self, family: usize) -> &[PlaceNo] {
        &self.families[family]
    }

    /// Returns the number of the family of a place.
    pub(super) fn family_of(&self, place: PlaceNo) -> usize {
        self.nodes[place].family as usize
    }

    /// Returns whether two places are of one family.
    pub(crate) fn same_family(&self, one: PlaceNo, other: PlaceNo) -> bool {
        self.family_of(one) == self.family_of(other)
    }
}
