//! Identifier checks against vectors that were worked out elsewhere.

use redlane::domain::{
    ContainerNo, Locode, RandomShare, SizeType, Vin, hs_structure_ok, imo_check_digit_ok, tidy_container_no,
};

#[test]
fn iso_6346_check_digits() {
    for number in ["CSQU3054383", "MSKU9070323", "TGHU3077030", "MAEU6123458", "HLXU2008419", "MWCU6059784"] {
        let number = ContainerNo::parse(number).expect("well formed");
        assert!(number.check_digit_ok(), "{}", number.as_str());
        assert_eq!(ContainerNo::unpacked(number.packed()), number);
    }
    assert!(!ContainerNo::parse("CSQU3054384").expect("well formed").check_digit_ok());
    // Remainder 10 counts as 0.
    assert_eq!(ContainerNo::with_check_digit("TGHU307703").expect("exists").as_str(), "TGHU3077030");
    for malformed in ["CSQ3054383", "CSQX3054383", "csqu3054383", "CSQU30543830", "CSQU30543É", ""] {
        assert_eq!(ContainerNo::parse(malformed), None, "{malformed}");
    }
    assert_eq!(tidy_container_no("csqu 305438-3"), "CSQU3054383");
    assert_eq!(
        tidy_container_no("csqu\u{200B}305438３"),
        "CSQU3054383",
        "signs that show nothing, and full-width ones"
    );
}

/// European loading units have numbers of the same form and reckoning, with other fourth letters.
#[test]
fn en_13044_numbers_are_container_numbers() {
    for number in ["ATBE1003091", "GCBB7700010", "DEUA0000019", "HGKD5500024", "LKWK9000013"] {
        let stem = &number[..10];
        let number = ContainerNo::with_check_digit(stem).expect("well formed");
        assert!(number.check_digit_ok() && ContainerNo::unpacked(number.packed()) == number, "{}", number.as_str());
    }
    assert!(ContainerNo::parse("ATBE1003091").is_some_and(|number| number.check_digit_ok()));
    assert!(ContainerNo::parse("ATBE1003092").is_some_and(|number| !number.check_digit_ok()));
}

#[test]
fn imo_numbers() {
    assert!(imo_check_digit_ok("9074729") && imo_check_digit_ok("9321483"));
    assert!(!imo_check_digit_ok("9074728") && !imo_check_digit_ok("907472") && !imo_check_digit_ok("907472É"));
}

#[test]
fn locodes_need_a_country() {
    assert_eq!(Locode::parse("CGPNR").map(Locode::country), Some("CG"));
    for wrong in ["CGPN", "XXPNR", "CG1NR", "cgpnr", "CGPN0", "ÉGPN"] {
        assert!(Locode::parse(wrong).is_none(), "{wrong}");
    }
}

#[test]
fn hs_codes() {
    for right in ["0101", "847130", "8471300000", "630900"] {
        assert!(hs_structure_ok(right), "{right}");
    }
    for wrong in ["77", "770100", "980100", "00", "84713", "84713O", "84.7130", "É123"] {
        assert!(!hs_structure_ok(wrong), "{wrong}");
    }
}

#[test]
fn vins() {
    let right = Vin::parse("1M8GDM9AXKP042788").expect("the form of a VIN");
    assert!(right.check_digit_ok());
    assert!(!Vin::parse("1M8GDM9A0KP042788").expect("the form of a VIN").check_digit_ok());
    for no_vin in ["1M8GDM9AXKP04278", "IM8GDM9AXKP042788", "12345678901234567", "ABCDEFGHJKLMNPRST"] {
        assert!(Vin::parse(no_vin).is_none(), "{no_vin}");
    }
}

#[test]
fn size_types() {
    let reefer = SizeType::parse("45R1").expect("known");
    assert_eq!((reefer.length_ft, reefer.high_cube, reefer.is_reefer()), (40, true, Some(true)));
    let bare = SizeType::parse("20").expect("known");
    assert_eq!((bare.length_ft, bare.is_reefer()), (20, None));
    assert_eq!(SizeType::parse("XXXX"), None);
}

#[test]
fn shares() {
    assert_eq!(RandomShare::parse("5%"), RandomShare::parse("0.05"));
    for wrong in ["150%", "-1%", "many", "NaN"] {
        assert!(RandomShare::parse(wrong).is_err(), "{wrong}");
    }
}
