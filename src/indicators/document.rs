//! Document quality: how much a description says.

use super::{Context, Indicator};
use crate::columns::Column as C;
use crate::tables::{ManifestTable, PerText, Vector};
use crate::wording::{fold_into, words};
use hashbrown::HashSet;
use std::sync::OnceLock;

pub const ALL: &[Indicator] =
    &[Indicator { column: C::GoodsWords, needs: &[C::GoodsDescription], compute: goods_words }];

/// Words of manifests that say nothing of what the goods are: units, packages, freight and load terms.
const EMPTY_WORDS: &str = "THE AND FOR WITH FROM PER DES LES AUX UNE PAR POUR AVEC SUR DE DEL LOS LAS CON PARA COM DOS DAS \
KGS KGM KILOS KILO NET NETT NETTO GROSS BRUT BRUTO WEIGHT WEIGHTS POIDS PESO TOTAL QTY QUANTITY VOLUME CBM LBS MTS TONS \
CONTAINER CONTAINERS CONTENEUR CONTENEURS CONTENEDOR FCL LCL STC SAID CONTAIN CONTAINS CONTAINING DRY REEFER HIGH CUBE \
PACKAGE PACKAGES PKGS PKG COLIS BULTOS CARTON CARTONS CTN CTNS BOX BOXES CASE CASES BAG BAGS BALE BALES PALLET PALLETS \
PALETTES PLTS PIECE PIECES PCS UNIT UNITS DRUM DRUMS ROLL ROLLS BUNDLE BUNDLES SET SETS FUT FUTS SAC SACS CAISSE CAISSES \
FREIGHT PREPAID COLLECT FRET PAYE FLETE FRETE SHIPPED BOARD CLEAN LADEN SHIPPER SHIPPERS LOAD STOW COUNT SEAL SEALED \
INVOICE INV REF REFERENCE ORDER CODE CODES NUMBER NUM LOT ECTN BIETC FERI BESC BIC URN AES ITN COD NCM HSC CFR CIF FOB \
AGREED MARKS MARK SHIPMENT CONSIGNMENT CARGO";

fn empty_words() -> &'static HashSet<&'static str> {
    static WORDS: OnceLock<HashSet<&'static str>> = OnceLock::new();
    WORDS.get_or_init(|| EMPTY_WORDS.split_ascii_whitespace().collect())
}

fn goods_words(table: &ManifestTable, _: &Context<'_>) -> Vector {
    let texts = table.text(C::GoodsDescription);
    let mut buffer = String::new();
    let mut known = PerText::default();
    let mut count = |text: &str| {
        fold_into(text, &mut buffer);
        let says_something =
            |word: &&str| word.len() >= 3 && word.chars().all(char::is_alphabetic) && !empty_words().contains(word);
        words(&buffer).filter(says_something).count() as i64
    };
    Vector::ints(table.height(), |row| texts.get(row).map(|text| *known.get(text, &mut count)))
}
