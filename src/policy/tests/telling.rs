//! What a firm is told clause by clause: exclusions, gaps of counts, routes that are of no use.

use super::*;
use crate::diagnostic::Lang;
use crate::policy::told::{Answer, Told, told};
use crate::report::matches::{Form, PerFirm};

fn all(catalogue: &Catalogue, csv: &str) -> Vec<Told> {
    let matches = run(catalogue, csv, &[], "2021-05-31");
    told(catalogue, &matches.facts, &catalogue.policies[0], 0)
}

/// "needed: yes" of what shuts a firm out would be read as advice.
#[test]
fn an_exclusion_is_told_by_what_the_firm_has_to_be() {
    let catalogue = catalogue(
        "[[column]]\nname = '失信'\ntype = 'flag'\n[[policy]]\nid = 'p'\n\
         exclude = [{ when = '失信' }, { when = \"s = 'A' OR x > 5\" }]\nclause = [{ when = 'NOT 失信' }]\n\
         [[column]]\nname = 's'\n[[column]]\nname = 'x'\ntype = 'number'\n",
    );
    let says = |csv: &str| all(&catalogue, csv).into_iter().map(|t| t.says.zh).collect::<Vec<_>>();
    let bad = says("id,失信,s,x\nX,是,A,3\n");
    assert_eq!(bad[0], "失信：是，要求为否");
    assert_eq!(bad[1], "2 项条件中 1 项不满足：s 是「A」，要求不是「A」");
    assert_eq!(bad[2], "失信：是，要求为否");
    let good = says("id,失信,s,x\nX,否,B,3\n");
    assert!(good.iter().all(|says| !says.contains("要求")), "{good:?}");
    let open = says("id,失信,s,x\nX,,B,3\n");
    assert!(open[0].ends_with("失信为否") && open[2].ends_with("失信为否"), "{open:?}");
}

#[test]
fn a_count_must_reach_the_next_whole_number() {
    let catalogue = catalogue(
        "[[column]]\nname = 'n'\ntype = 'integer'\n[[column]]\nname = 'x'\ntype = 'number'\n\
         [[policy]]\nid = 'p'\nclause = [{ any = [{ when = 'n > 3' }, { when = 'n < 2' }] }, { when = 'x > 3' }]\n",
    );
    let told = |cells: &str| {
        let all = all(&catalogue, &format!("id,n,x\nX,{cells}\n"));
        all.into_iter().map(|t| (t.gap, t.says.zh)).collect::<Vec<_>>()
    };
    let short = told("2,2");
    assert_eq!(short.iter().map(|t| t.0).collect::<Vec<_>>(), [Some(2.0), Some(1.0), Some(1.0)]);
    assert!(short[0].1.contains("还差 2") && short[1].1.contains("超出 1"), "{short:?}");
    let border = told("3,2.6000000238");
    assert_eq!((border[0].0, border[2].0), (Some(1.0), Some(0.4)));
    assert!(border[0].1.contains("还差 1"), "{border:?}");
}

/// `n > 3` of a count is `n >= 4`, for the margin as for what is told.
#[test]
fn the_margin_of_a_count_is_that_of_its_next_whole_number() {
    let told = |when: &str, n: &str| {
        let catalogue = catalogue(&format!(
            "[[column]]\nname = 'n'\ntype = 'integer'\n\
             [[policy]]\nid = 'p'\nclause = [{{ when = '{when}', near = {{ within = 2 }} }}]\n"
        ));
        let csv = format!("id,n\nX,{n}\n");
        let matches = run(&catalogue, &csv, &[], "2021-05-31");
        let told = told(&catalogue, &matches.facts, &catalogue.policies[0], 0);
        (standing(&catalogue, &matches, "p"), told[0].gap)
    };
    for (strict, plain) in [("n > 3", "n >= 4"), ("n < 3", "n <= 2")] {
        for n in ["0", "1", "2", "3", "4", "5", "6"] {
            assert_eq!(told(strict, n), told(plain, n), "{strict} of {n}");
        }
    }
    assert_eq!(told("n > 3", "1"), (Standing::No, Some(3.0)));
    assert_eq!(told("n > 3", "2"), (Standing::Near, Some(2.0)));
}

/// A near-miss in a route that fails anyway closes nothing, and neither does one beside a route
/// that is met.
#[test]
fn only_routes_that_can_be_taken_are_told() {
    let catalogue = catalogue(
        "[[policy]]\nid = 'p'\nclause = [{ any = [\n\
         { all = [{ when = 'a >= 10' }, { when = 'b >= 10' }] }, { when = 'c >= 10' }] }]\n",
    );
    let open = |cells: &str| {
        let all = all(&catalogue, &format!("id,a,b,c\nX,{cells}\n"));
        let kept = all.into_iter().filter(|told| told.open && told.answer != Answer::Met);
        kept.map(|told| told.title.zh).collect::<Vec<_>>().len()
    };
    assert_eq!([open("9,0,9"), open("9,9,9"), open("9,9,10"), open(",0,9")], [1, 3, 0, 1]);
}

/// What else is written does not change a table.
#[test]
fn matches_are_the_same_with_and_without_clauses() {
    let catalogue = catalogue(
        "[[policy]]\nid = 'p'\nclause = [{ when = 'a >= 10' }, { when = 'b >= 10' }, { when = 'c >= 10' }]\n",
    );
    let matches = run(&catalogue, "id,a,b,c\nX,9,,0\nY,9,,11\nZ,9,10,11\n", &[], "2021-05-31");
    let form = Form { catalogue: &catalogue, style: Default::default(), lang: Lang::Zh };
    let table = |detail: Detail| {
        let sections = (0..3).map(|firm| section(&catalogue, &matches, firm, None, detail));
        String::from_utf8(PerFirm::Matches.rows(&form, sections)).unwrap()
    };
    assert_eq!(table(Detail::Open), table(Detail::All));
}

#[test]
fn nobody_is_of_a_negative_age() {
    let catalogue = catalogue(
        "[[derive]]\nname = 'age'\nvalue = 'years_since(born)'\n\
         [[policy]]\nid = 'p'\nclause = [{ when = 'age <= 5' }]\n\
         [[policy]]\nid = 'q'\nclause = [{ when = 'years_since(born) <= 5' }]\n",
    );
    let csv = "id,born\nX,2022-01-01\nY,2021-05-31\n";
    let matches = run(&catalogue, csv, &[], "2021-05-31");
    let standings = |policy: usize| [0, 1].map(|firm| matches.policies[policy].standing(firm));
    let expected = [Some(Standing::Unknown), Some(Standing::Eligible)];
    assert_eq!([standings(0), standings(1)], [expected, expected]);
    let says = &told(&catalogue, &matches.facts, &catalogue.policies[1], 0)[0].says;
    assert!(says.en.contains("the `born` of the table lies after the run's date"), "{says:?}");
    let firms = firms(&catalogue, csv);
    let as_of = (day("2021-05-31") - day("1970-01-01")).get_days();
    let (_, problems) = Facts::new(&catalogue, &firms, &[], Some(as_of)).unwrap();
    assert_eq!((problems.len(), problems[0].code.id), (1, "P042"));
}
