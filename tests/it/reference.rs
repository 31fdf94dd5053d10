//! Ports and sea distances.

use crate::program::shared_data;
use redlane::reference::Reference;

#[test]
fn known_ways_are_known() {
    let routes = &Reference::embedded().routes;
    let way = routes.way("CNSHA", "NLRTM").expect("both are in the table");
    assert!((10_000..11_000).contains(&way.nautical_miles), "{way:?}");
    let by = way.by.join(" · ");
    assert!(by.contains("Suez") && by.contains("Malacca"), "{by}");
    assert_eq!(routes.miles("CGPNR", "CGPNR"), Some(0));
    assert_eq!(routes.miles("CGPNR", "XXXXX"), None);
}

#[test]
fn distances_agree_with_published_ones() {
    let Some(path) = shared_data("ports/linerlib_dist_dense.csv") else { return };
    let text = std::fs::read_to_string(path).expect("readable");
    let mut shortest = std::collections::BTreeMap::new();
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split(['\t', ',', ';']).collect();
        let Some(miles) = fields.get(2).and_then(|miles| miles.trim().parse::<f64>().ok()) else { continue };
        let pair = (fields[0].to_owned(), fields[1].to_owned());
        let known = shortest.entry(pair).or_insert(miles);
        *known = known.min(miles);
    }
    let mut errors: Vec<f64> = shortest
        .iter()
        .filter(|(_, miles)| **miles > 0.0)
        .filter_map(|((from, to), miles)| {
            let ours = f64::from(Reference::embedded().routes.miles(from, to)?);
            Some((ours - miles).abs() / miles)
        })
        .collect();
    errors.sort_by(f64::total_cmp);
    assert!(errors.len() > 20_000, "only {} pairs compared", errors.len());
    let at = |share: f64| errors[(errors.len() as f64 * share) as usize];
    eprintln!("{} pairs: median {:.4}, 95th percentile {:.4}", errors.len(), at(0.5), at(0.95));
    assert!(at(0.5) <= 0.03 && at(0.95) <= 0.10);
}

#[test]
fn the_longest_country_name_wins() {
    let names = &Reference::embedded().countries;
    assert_eq!(names.first_in(" TO DR CONGO "), Some("CD"));
    assert_eq!(names.first_in(" TO CONGO "), Some("CG"));
    assert_eq!(names.first_in(" TO REPUBLIQUE CENTRAFRICAINE "), Some("CF"));
    assert_eq!(names.first_in(" NOWHERE "), None);
}
