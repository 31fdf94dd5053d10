//! Kinds of goods with what they usually look like in a container.

/// One kind of goods.
pub struct Goods {
    pub text: &'static str,
    pub hs: &'static str,
    pub package: &'static str,
    /// Usual mass of a 20-foot load in tonnes, from and to.
    pub tonnes: (f64, f64),
    /// Kilograms per package, from and to.
    pub kg_per_package: (f64, f64),
    /// Kilograms per cubic metre.
    pub density: f64,
    /// US dollars per kilogram.
    pub value: f64,
    /// Set temperature where it is carried cold.
    pub temperature_c: Option<f64>,
}

const fn dry(
    text: &'static str,
    hs: &'static str,
    package: &'static str,
    tonnes: (f64, f64),
    kg_per_package: (f64, f64),
    density: f64,
    value: f64,
) -> Goods {
    Goods { text, hs, package, tonnes, kg_per_package, density, value, temperature_c: None }
}

const fn cold(
    text: &'static str,
    hs: &'static str,
    tonnes: (f64, f64),
    kg_per_package: (f64, f64),
    value: f64,
    temperature_c: f64,
) -> Goods {
    Goods { text, hs, package: "CT", tonnes, kg_per_package, density: 420.0, value, temperature_c: Some(temperature_c) }
}

pub const GOODS: &[Goods] = &[
    cold("FROZEN CHICKEN LEG QUARTERS", "02071490", (24.0, 27.0), (10.0, 15.5), 1.1, -18.0),
    cold("FROZEN SARDINES WHOLE ROUND", "03035300", (24.0, 27.5), (10.0, 20.5), 1.0, -18.0),
    cold("FROZEN BEEF LIVER AND KIDNEYS", "02062900", (25.0, 28.0), (12.0, 25.0), 1.6, -18.0),
    cold("FRESH BANANAS IN CARTONS", "08039010", (19.0, 21.5), (18.0, 19.5), 0.8, 13.0),
    cold("FRESH TABLE GRAPES", "08061010", (17.0, 20.0), (4.5, 9.0), 1.9, 0.0),
    cold("SKIMMED MILK POWDER AND BUTTER", "04051011", (20.0, 25.0), (20.0, 25.5), 3.8, 2.0),
    dry("PARBOILED RICE 5 PCT BROKEN", "10063020", "BG", (24.0, 27.0), (25.0, 50.5), 780.0, 0.5),
    dry("WHITE CANE SUGAR ICUMSA 45", "17019910", "BG", (24.0, 27.0), (50.0, 50.4), 850.0, 0.5),
    dry("ROASTED COFFEE BEANS", "09012100", "BG", (15.0, 19.0), (60.0, 69.5), 400.0, 4.2),
    dry("COCOA BEANS IN JUTE BAGS", "18010000", "BG", (16.0, 25.0), (62.5, 65.0), 560.0, 2.8),
    dry("TOMATO PASTE IN TINS", "20029039", "CT", (20.0, 26.0), (10.0, 14.0), 900.0, 1.2),
    dry("MINERAL WATER IN PET BOTTLES", "22011011", "CT", (20.0, 25.0), (9.0, 18.5), 950.0, 0.3),
    dry("BEER IN CANS", "22030010", "CT", (20.0, 25.5), (8.5, 12.4), 900.0, 0.9),
    dry("PORTLAND CEMENT CLINKER IN BIG BAGS", "25231000", "BG", (25.0, 28.0), (1000.0, 1500.0), 1200.0, 0.1),
    dry("CERAMIC FLOOR TILES GLAZED", "69072190", "PX", (24.0, 27.5), (900.0, 1350.0), 1300.0, 0.4),
    dry("POLYETHYLENE GRANULES HDPE", "39012090", "BG", (16.0, 26.0), (25.0, 25.3), 560.0, 1.3),
    dry("PLASTIC HOUSEHOLD ARTICLES", "39241000", "CT", (5.0, 9.0), (8.0, 18.0), 150.0, 2.4),
    dry("TYRES NEW PNEUMATIC FOR TRUCKS", "40112090", "NE", (10.0, 15.0), (45.0, 68.0), 260.0, 3.1),
    dry("KRAFT PAPER IN ROLLS", "48041100", "RL", (18.0, 25.0), (900.0, 1800.0), 700.0, 0.9),
    dry("COTTON T-SHIRTS KNITTED", "61091000", "CT", (6.0, 10.0), (9.0, 15.0), 210.0, 11.0),
    dry("MENS TROUSERS WOVEN COTTON", "62034231", "CT", (6.0, 11.0), (10.0, 18.0), 230.0, 13.0),
    dry("SPORTS FOOTWEAR WITH RUBBER SOLES", "64041100", "CT", (5.0, 9.0), (8.0, 14.0), 160.0, 15.0),
    dry("USED CLOTHING IN BALES", "63090000", "BL", (20.0, 26.0), (45.0, 55.0), 480.0, 0.7),
    dry("GALVANIZED STEEL SHEETS IN COILS", "72104900", "CL", (23.0, 27.0), (3500.0, 8200.0), 2600.0, 0.9),
    dry("STEEL PIPE FITTINGS", "73079990", "CS", (18.0, 25.0), (350.0, 900.0), 1500.0, 2.2),
    dry("ALUMINIUM PROFILES", "76042990", "BE", (9.0, 16.0), (120.0, 420.0), 480.0, 3.6),
    dry("AIR CONDITIONERS SPLIT SYSTEM", "84151010", "CT", (5.0, 9.0), (28.0, 52.0), 170.0, 5.2),
    dry("DIESEL GENERATING SETS", "85021190", "PX", (9.0, 18.0), (700.0, 2600.0), 350.0, 7.5),
    dry("WATER PUMPS CENTRIFUGAL", "84137051", "CS", (8.0, 15.0), (40.0, 260.0), 450.0, 9.0),
    dry("HYDRAULIC EXCAVATOR SPARE PARTS", "84314980", "CS", (8.0, 18.0), (80.0, 700.0), 500.0, 8.0),
    dry("LAPTOP COMPUTERS", "84713000", "CT", (4.0, 8.0), (12.0, 26.0), 190.0, 95.0),
    dry("LED TELEVISION SETS", "85287240", "CT", (4.0, 7.0), (9.0, 22.0), 130.0, 22.0),
    dry("ELECTRIC CABLES COPPER INSULATED", "85444920", "RE", (14.0, 22.0), (180.0, 900.0), 900.0, 7.0),
    dry("WOODEN BEDROOM FURNITURE", "94035000", "CT", (6.0, 11.0), (25.0, 75.0), 200.0, 3.3),
    dry("PLASTIC TOYS ASSORTED FOR CHILDREN", "95030095", "CT", (4.0, 7.0), (6.0, 14.0), 140.0, 6.5),
    dry("LAUNDRY DETERGENT POWDER", "34025010", "CT", (14.0, 21.0), (10.0, 20.0), 550.0, 1.4),
    dry("NPK FERTILIZER 15-15-15", "31052010", "BG", (24.0, 27.0), (50.0, 50.4), 1000.0, 0.5),
    dry("MEDICAL DISPOSABLE SYRINGES AND GLOVES", "90183110", "CT", (4.0, 8.0), (7.0, 13.0), 160.0, 9.0),
];
