//! Who takes, loses or fights for what it cannot: against who held it until then.

use whoheld::{
    Actor, Allegiance, Attacked, Baseline, Besieged, Captured, Change, Credence, Event, FindingKind, FireControl,
    Fought, Place, Repelled, Severity, Share, Shares, Source, Transferred, Until, When, Withdrew,
};

use super::{at, citadel, found, history, is_found, is_not_found, on, open_attack, recaptured, siege, told, town};
use crate::support::date;

#[test]
fn a_recapture_by_one_that_never_held_it() {
    let kind = FindingKind::RecapturedNeverHeld;
    is_found(
        kind,
        [
            (
                history(citadel().held_by("crown"), [on("03", "back", recaptured("republic"))]),
                "warning [back, place citadel, actor republic] \
                 `back`: republic recaptures `citadel`, and nothing before says that it held any of it",
            ),
            // The record was silent: it may have held it then.
            (
                history(citadel(), [on("03", "back", recaptured("republic"))]),
                "note [back, place citadel, actor republic] \
                 `back`: republic recaptures `citadel`, and nothing before says that it held any of it",
            ),
            // What comes later in the record does not matter.
            (
                history(
                    citadel().held_by("crown"),
                    [on("03", "back", recaptured("republic")), on("04", "again", recaptured("crown"))],
                ),
                "warning [back, place citadel, actor republic] \
                 `back`: republic recaptures `citadel`, and nothing before says that it held any of it",
            ),
        ],
    );
    is_not_found(
        kind,
        [
            history(citadel().held_by("crown"), [on("03", "in", Captured::by("republic"))]),
            history(
                citadel().held_by("crown"),
                [
                    on("03", "in", Captured::by("republic").extent(Share::HALF)),
                    on("04", "out", Captured::by("crown")),
                    on("05", "back", recaptured("republic")),
                ],
            ),
            // Its side held it.
            history(
                citadel().held_by("regiment"),
                [on("03", "in", Captured::by("crown")), on("04", "back", recaptured("republic"))],
            ),
            // It held the town that the citadel is in.
            told(
                siege().place(Place::new("town").held_by("republic")).place(citadel().within("town")),
                [on("03", "in", Captured::by("crown")), on("04", "back", recaptured("republic"))],
            ),
        ],
    );
}

#[test]
fn a_capture_of_what_it_already_held_whole() {
    let kind = FindingKind::CapturedAlreadyHeld;
    is_found(
        kind,
        [
            (
                history(citadel().held_by("republic"), [on("03", "in", Captured::by("republic"))]),
                "warning [in, place citadel, actor republic] `in`: republic captures `citadel`, all of which it held already",
            ),
            (
                history(
                    citadel().held_by("crown"),
                    [
                        on("03", "in", Captured::by("republic")),
                        on("04", "again", Captured::by("republic").extent(Share::HALF)),
                    ],
                ),
                "warning [again, place citadel, actor republic] \
                 `again`: republic captures `citadel`, all of which it held already",
            ),
        ],
    );
    is_not_found(
        kind,
        [
            history(citadel().held_by("crown"), [on("03", "in", Captured::by("republic"))]),
            history(citadel(), [on("03", "in", Captured::by("republic"))]),
            history(
                citadel().held_by("crown"),
                [
                    on("03", "most", Captured::by("republic").extent(Share::MOST)),
                    on("04", "rest", Captured::by("republic")),
                ],
            ),
            // It left in between.
            history(
                citadel().held_by("republic"),
                [on("03", "out", Withdrew::new("republic")), on("04", "in", Captured::by("republic"))],
            ),
            // What does not count changes no holder.
            history(
                citadel().held_by("crown"),
                [
                    on("03", "said", Captured::by("republic")).credence(Credence::Claimed),
                    on("04", "in", Captured::by("republic")),
                ],
            ),
        ],
    );
}

#[test]
fn a_loss_of_what_it_did_not_hold() {
    let kind = FindingKind::NotHeld;
    is_found(
        kind,
        [
            (
                history(citadel().held_by("crown"), [on("03", "out", Withdrew::new("republic"))]),
                "warning [out, place citadel, actor republic] \
                 `out`: republic withdraws from `citadel`, which it held none of: it was crown",
            ),
            (
                history(citadel().held_by("nobody"), [on("03", "out", Withdrew::new("republic"))]),
                "warning [out, place citadel, actor republic] \
                 `out`: republic withdraws from `citadel`, which it held none of: it was vacant",
            ),
            (
                history(citadel().held_by("crown"), [on("03", "deal", Transferred::from_to("republic", "crown"))]),
                "warning [deal, place citadel, actor republic] \
                 `deal`: republic hands over `citadel`, which it held none of: it was crown",
            ),
            (
                history(citadel().held_by("regiment"), [on("03", "in", Captured::by("republic").from("crown"))]),
                "warning [in, place citadel, actor crown] \
                 `in`: `citadel` is captured from crown, which held none of: it was regiment",
            ),
        ],
    );
    // Where the record is silent it may have held it.
    for change in [
        Change::from(Withdrew::new("crown")),
        Transferred::from_to("crown", "republic").into(),
        Captured::by("republic").from("crown").into(),
    ] {
        for silent in [citadel(), citadel().baseline(Baseline::shared(Shares::of("republic", Share::HALF)))] {
            let audit = history(silent, [on("03", "out", change.clone())]).audit();
            let finding = audit.findings().iter().find(|finding| finding.kind == kind).unwrap();
            assert_eq!((finding.severity, finding.actor.as_deref()), (Severity::Note, Some("crown")), "{finding}");
        }
    }
    is_not_found(
        kind,
        [
            history(citadel().held_by("republic"), [on("03", "out", Withdrew::new("republic"))]),
            // One that answers to it held some.
            history(
                citadel().baseline(Baseline::shared(Shares::of("crown", Share::MOST).and("regiment", Share::PART))),
                [
                    on("03", "out", Withdrew::new("republic")),
                    on("04", "deal", Transferred::from_to("crown", "republic")),
                ],
            ),
            history(citadel().held_by("crown"), [on("03", "in", Captured::by("republic").from("crown"))]),
        ],
    );
    // The regiment changes sides on the 5th: until then it is no loss of the republic's.
    //
    //  04        05        06
    //  |-crown---|republic-|     the regiment's side
    //       x         .          the republic withdraws
    let regiment = || {
        Actor::new("guard")
            .allegiance(Allegiance::to("crown").until(date("1849-07-05")))
            .allegiance(Allegiance::to("republic").from(date("1849-07-05")))
    };
    let scenario = || siege().actor(regiment()).place(citadel().held_by("guard"));
    let out = |day: &str| told(scenario(), [on(day, "out", Withdrew::new("republic"))]);
    assert_eq!(found(&out("04"), kind).len(), 1);
    is_not_found(kind, [out("05")]);
}

#[test]
fn an_attack_on_its_own() {
    let kind = FindingKind::AgainstOwnSide;
    let own = || citadel().held_by("republic");
    is_found(
        kind,
        [
            (
                history(own(), [on("03", "assault", Attacked::by("republic"))]),
                "warning [assault, place citadel, actor republic] `assault`: republic attacks `citadel`, which it held itself",
            ),
            (
                history(own(), [on("03", "siege", Besieged::by("republic"))]),
                "warning [siege, place citadel, actor republic] `siege`: republic besieges `citadel`, which it held itself",
            ),
            (
                history(own(), [on("03", "guns", FireControl::by("republic"))]),
                "warning [guns, place citadel, actor republic] \
                 `guns`: republic has fire control of `citadel`, which it held itself",
            ),
            (
                history(own(), [on("03", "assault", Attacked::by("regiment"))]),
                "warning [assault, place citadel, actor regiment] \
                 `assault`: regiment attacks `citadel`, which republic held, of the same side",
            ),
        ],
    );
    // Its boss is its side too.
    let of_the_regiment = history(citadel().held_by("regiment"), [on("03", "assault", Attacked::by("republic"))]);
    assert_eq!(found(&of_the_regiment, kind).len(), 1);
    is_not_found(
        kind,
        [
            history(citadel().held_by("crown"), [on("03", "assault", Attacked::by("republic"))]),
            history(citadel(), [on("03", "siege", Besieged::by("republic"))]),
            // Half of it was another's.
            history(
                citadel().baseline(Baseline::shared(Shares::of("crown", Share::HALF).and("republic", Share::HALF))),
                [on("03", "guns", FireControl::by("republic"))],
            ),
        ],
    );
}

#[test]
fn an_end_without_a_beginning() {
    let kind = FindingKind::EndWithoutBeginning;
    let crown = || citadel().held_by("crown");
    is_found(
        kind,
        [
            (
                history(crown(), [on("03", "thrown-back", Repelled::new("republic"))]),
                "note [thrown-back, place citadel, actor republic] \
                 `thrown-back`: an attack of republic on `citadel` is repelled, and no event begins it",
            ),
            (
                history(crown(), [on("03", "relief", Change::SiegeLifted)]),
                "note [relief, place citadel] `relief`: a siege of `citadel` is lifted, and no event begins it",
            ),
            (
                history(crown(), [on("03", "guns-gone", Change::FireControlLost)]),
                "note [guns-gone, place citadel] `guns-gone`: fire control of `citadel` is lost, and no event begins it",
            ),
            // Somebody else's attack.
            (
                history(
                    crown(),
                    [on("03", "assault", Attacked::by("crown")), on("03", "thrown-back", Repelled::new("republic"))],
                ),
                "note [thrown-back, place citadel, actor republic] \
                 `thrown-back`: an attack of republic on `citadel` is repelled, and no event begins it",
            ),
            // Lifted twice.
            (
                history(
                    crown(),
                    [
                        on("03", "siege", Besieged::by("republic")),
                        on("04", "out", Change::SiegeLifted),
                        on("05", "relief", Change::SiegeLifted),
                    ],
                ),
                "note [relief, place citadel] `relief`: a siege of `citadel` is lifted, and no event begins it",
            ),
        ],
    );
    is_not_found(
        kind,
        [
            history(
                crown(),
                [on("03", "assault", Attacked::by("republic")), on("03", "thrown-back", Repelled::new("republic"))],
            ),
            // Its side attacked; and so it is in a fight that both are told to have been in.
            history(
                crown(),
                [on("03", "assault", open_attack("regiment")), on("07", "thrown-back", Repelled::new("republic"))],
            ),
            history(
                crown(),
                [
                    on("03", "melee", Fought::between(["crown", "republic"])),
                    on("03", "thrown-back", Repelled::new("republic")),
                ],
            ),
            history(crown(), [on("03", "siege", Besieged::by("republic")), on("09", "relief", Change::SiegeLifted)]),
            // A whole capture ended the siege; that it was lifted then goes without saying, and may be said.
            history(
                crown(),
                [
                    on("03", "siege", Besieged::by("republic")),
                    on("04", "in", Captured::by("republic")),
                    on("05", "relief", Change::SiegeLifted),
                ],
            ),
            // Over by its date before it is told to be repelled.
            history(
                crown(),
                [on("03", "assault", Attacked::by("republic")), on("04", "thrown-back", Repelled::new("republic"))],
            ),
            history(
                crown(),
                [on("03", "guns", FireControl::by("republic")), on("09", "gone", Change::FireControlLost)],
            ),
        ],
    );
}

#[test]
fn a_fight_that_nothing_ends() {
    let kind = FindingKind::FightWithoutEnd;
    let crown = || citadel().held_by("crown");
    let says = |id: &str| {
        format!("note [{id}, place citadel] nothing ends the fight for `citadel` that is left open by `{id}`")
    };
    is_found(
        kind,
        [
            (history(crown(), [on("03", "assault", open_attack("republic"))]), &*says("assault")),
            (
                history(crown(), [on("03", "melee", Fought::between(["crown", "republic"]).until(Until::Open))]),
                &*says("melee"),
            ),
            // A partial capture settles nothing; nor does throwing back somebody else.
            (
                history(
                    crown(),
                    [
                        on("03", "assault", open_attack("republic")),
                        on("04", "half", Captured::by("republic").extent(Share::HALF)),
                        on("05", "thrown-back", Repelled::new("crown")),
                    ],
                ),
                &*says("assault"),
            ),
        ],
    );
    let until = |when: &str| Until::Date(when.parse::<When>().unwrap());
    let ended_by = |event: Event| history(crown(), [on("03", "assault", open_attack("republic")), event]);
    is_not_found(
        kind,
        [
            history(crown(), [on("03", "assault", Attacked::by("republic"))]),
            history(crown(), [on("03", "assault", Attacked::by("republic").until(until("1849-08-11")))]),
            ended_by(on("04", "thrown-back", Repelled::new("republic"))),
            ended_by(on("04", "in", Captured::by("republic"))),
            ended_by(on("04", "out", Withdrew::new("crown"))),
            // The town around it was taken as a whole.
            told(
                siege().place(Place::new("town")).place(crown().within("town")),
                [on("03", "assault", open_attack("republic")), at("town", "04", "in", Captured::by("republic"))],
            ),
        ],
    );
}

#[test]
fn an_observation_that_contradicts_what_was_known() {
    let kind = FindingKind::ObservationContradicts;
    let mixed = || Shares::of("republic", Share::HALF).and("crown", Share::HALF);
    let seen_after = |first: &str, second: &str| {
        history(citadel(), [on(first, "in", Captured::by("crown")), on(second, "seen", Shares::whole("republic"))])
    };
    let quarter = |first: Event, second: Event| told(town(0.25, Place::new("town"), citadel()), [first, second]);
    let says = "warning [seen in, place citadel] `seen`: `citadel` was seen as republic whole, which cannot have been: it \
                was crown, and no day lies between this and `in` of 1849-07-03";
    is_found(
        kind,
        [
            (seen_after("03", "03"), says),
            (seen_after("03 morning", "03 evening"), &*says.replace("07-03", "07-03 morning")),
            // 02  03  04  05  06
            //     |--in---|
            //         |--seen--|
            (
                seen_after("[1849-07-03..1849-07-04]", "[1849-07-04..1849-07-05]"),
                &*says.replace("1849-07-03", "[1849-07-03..1849-07-04]"),
            ),
            (
                history(citadel(), [on("03", "in", Captured::by("crown")), on("03", "seen", mixed())]),
                "warning [seen in, place citadel] `seen`: `citadel` was seen as crown half, republic half, which cannot \
                 have been: it was crown, and no day lies between this and `in` of 1849-07-03",
            ),
            // Events at a place around, or at one within.
            (quarter(at("town", "03", "in", Captured::by("crown")), on("03", "seen", Shares::whole("republic"))), says),
            (
                told(
                    town(0.25, Place::new("town").held_by("crown"), citadel()),
                    [on("03", "in", Captured::by("crown")), at("town", "03", "seen", Shares::whole("republic"))],
                ),
                &*says.replace("citadel", "town"),
            ),
            (
                history(
                    citadel().baseline(Baseline::held_by("crown").on(date("1849-07-03"))),
                    [on("03", "seen", Shares::whole("republic"))],
                ),
                "warning [seen, place citadel] `seen`: `citadel` was seen as republic whole, which cannot have been: it was \
                 crown, and no day lies between this and its baseline",
            ),
        ],
    );
    let seen = |shares: Shares| [on("03", "seen", shares)];
    is_not_found(
        kind,
        [
            // Time has passed: it may have changed unseen.
            seen_after("03", "04"),
            seen_after("03 evening", "04 early"),
            seen_after("[1849-06-03..1849-07-03]", "[1849-07-04..1849-07-05]"),
            history(citadel().held_by("crown"), seen(Shares::whole("republic"))),
            history(citadel().held_by("crown"), seen(mixed())),
            quarter(at("town", "02", "in", Captured::by("crown")), on("03", "seen", Shares::whole("republic"))),
        ],
    );
    is_not_found(
        kind,
        [
            // It agrees.
            history(citadel().held_by("crown"), seen(Shares::whole("crown"))),
            history(citadel(), [on("03", "in", Captured::by("crown")), on("03", "seen", Shares::whole("crown"))]),
            // Of silent ground anyone may be seen to hold any.
            history(citadel(), seen(Shares::whole("republic"))),
            // Part of it was the crown's, and no more is said.
            history(
                citadel(),
                [
                    on("03", "looked", Shares::of("crown", Share::PART).and("republic", Share::PART)),
                    on("03", "seen", Shares::of("republic", Share::MOST)),
                ],
            ),
            // One that answers to the republic was known to hold it.
            history(citadel(), [on("03", "in", Captured::by("regiment")), on("03", "seen", Shares::whole("republic"))]),
        ],
    );
}

#[test]
fn what_is_no_evidence_of_a_place_contradicts_no_observation() {
    is_not_found(
        FindingKind::ObservationContradicts,
        [
            // What happens beside it, or leaves it out, or is only a fight, is no evidence of it.
            told(
                town(0.25, Place::new("town").held_by("crown"), citadel()).place(Place::new("port").within("town")),
                [at("port", "03", "in", Captured::by("crown")), on("03", "seen", Shares::whole("republic"))],
            ),
            told(
                town(0.25, Place::new("town").held_by("crown"), citadel()),
                [
                    at("town", "03", "in", Captured::by("crown").except("citadel")),
                    on("03", "seen", Shares::whole("republic")),
                ],
            ),
            history(
                citadel().held_by("crown"),
                [on("03", "assault", Attacked::by("republic")), on("03", "seen", Shares::whole("republic"))],
            ),
        ],
    );
}

/// Two looks of a panel that differ: what lies between them explains it, whoever looked.
#[test]
fn looks_that_differ_contradict_each_other_only_on_one_day() {
    let looks = |second: &str, gazette: &str, other: &str| {
        let look = |when: &str, id: &str, who: &str, by: &str| on(when, id, Shares::whole(who)).cite(by, "");
        let scenario = siege().source(Source::new("gazette")).source(Source::new("herald")).place(citadel());
        told(scenario, [look("13", "first", "crown", gazette), look(second, "second", "republic", other)]).audit()
    };
    for other in ["gazette", "herald"] {
        let count = |second: &str| {
            let audit = looks(second, "gazette", other);
            audit.findings().iter().filter(|finding| finding.severity == Severity::Warning).count()
        };
        assert_eq!((count("13"), count("14"), count("31")), (1, 0, 0), "{other}");
    }
}

#[test]
fn a_whole_and_its_parts_that_cannot_both_be_true() {
    let kind = FindingKind::PartsDisagree;
    let shared = |crown, republic| Baseline::shared(Shares::of("crown", crown).and("republic", republic));
    let mixed = || Place::new("town").baseline(shared(Share::MOST, Share::PART));
    is_found(
        kind,
        [
            // Three quarters of the town cannot be the republic's if most of it is the crown's.
            (
                told(town(0.75, mixed(), citadel().held_by("republic")), []),
                "warning [place town] what is said of `town` and what is said of its parts cannot both be true at the \
                 start: their baselines disagree",
            ),
            (
                told(
                    town(0.75, mixed(), citadel().held_by("crown")),
                    [
                        at("town", "03", "half", Captured::by("republic").extent(Share::HALF)),
                        on("04", "seen", Shares::whole("crown")),
                    ],
                ),
                "warning [seen half, place town] what is said of `town` and what is said of its parts cannot both be \
                 true since `seen` and `half`; the later stands",
            ),
        ],
    );
    is_not_found(
        kind,
        [
            told(town(0.25, mixed(), citadel().held_by("republic")), []),
            told(town(0.75, mixed(), citadel().held_by("crown")), []),
            told(
                town(0.25, mixed(), citadel().held_by("crown")),
                [
                    at("town", "03", "half", Captured::by("republic").extent(Share::HALF)),
                    on("04", "seen", Shares::whole("crown")),
                ],
            ),
            // The part changes hands, and the whole's record moves with it.
            told(town(0.75, mixed(), citadel().held_by("crown")), [on("04", "in", Captured::by("republic"))]),
        ],
    );
}

/// The part is seen to be another's than it was at the start.
#[test]
fn a_part_against_the_eve_of_its_whole() {
    let mixed = Baseline::shared(Shares::of("crown", Share::MOST).and("republic", Share::PART));
    let keep = Place::new("keep").within("citadel").held_by("republic");
    let scenario = town(0.75, Place::new("town").baseline(mixed), citadel()).place(keep);
    let history = told(scenario, [on("03", "seen", Shares::whole("republic"))]);
    let audit = history.audit();
    let finding = audit.findings().iter().find(|it| it.kind == FindingKind::PartsDisagree);
    if let Some(finding) = finding {
        assert_eq!((&finding.events[..], finding.place.as_deref()), (&["seen".to_owned()][..], Some("town")));
    }
}

#[test]
fn an_attack_may_be_repelled_the_day_after() {
    for [one, two] in [["03", "04"], ["03 evening", "04 early"], ["03 night", "05"]] {
        let history = history(
            citadel().held_by("crown"),
            [on(one, "assault", Attacked::by("republic")), on(two, "thrown-back", Repelled::new("republic"))],
        );
        assert_eq!(found(&history, FindingKind::EndWithoutBeginning), [""; 0]);
    }
}

#[test]
fn a_fight_that_was_ended_stays_so() {
    let history = history(
        citadel().held_by("crown"),
        [
            on("03", "first", open_attack("republic")),
            on("04", "thrown-back", Repelled::new("republic")),
            on("05", "second", open_attack("republic")),
        ],
    );
    assert_eq!(
        found(&history, FindingKind::FightWithoutEnd),
        ["note [second, place citadel] nothing ends the fight for `citadel` that is left open by `second`"]
    );
}

#[test]
fn what_the_whole_leaves_unrecorded_may_be_the_parts() {
    let most = || Place::new("town").baseline(Baseline::shared(Shares::of("crown", Share::MOST)));
    let history = told(town(0.25, most(), citadel().held_by("republic")), []);
    assert_eq!(found(&history, FindingKind::PartsDisagree), [""; 0]);
    let republic =
        history.who_held("town", date("1849-07-03")).unwrap().control().unwrap().share_of("republic").unwrap();
    assert!(republic.at_most() >= 250, "{republic:?}");
}
