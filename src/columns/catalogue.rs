//! The lines of the catalogue. The order here is the order in tables, documentation and Parquet files.

use super::{ColumnSpec, ColumnType, Stage};

macro_rules! catalogue {
    ($($variant:ident $name:literal $kind:ident $stage:ident $required:literal $unit:literal $meaning:literal;)*) => {
        /// A column of the catalogue.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Column { $($variant,)* }

        impl Column {
            pub const ALL: &'static [Column] = &[$(Column::$variant,)*];

            pub fn spec(self) -> &'static ColumnSpec {
                const SPECS: &[ColumnSpec] = &[$(ColumnSpec {
                    name: $name,
                    kind: ColumnType::$kind,
                    stage: Stage::$stage,
                    required: $required,
                    unit: $unit,
                    meaning: $meaning,
                },)*];
                &SPECS[self as usize]
            }
        }
    };
}

catalogue! {
    // Manifest and message
    ManifestNo "manifest_no" Text Manifest false "" "Manifest reference given by the carrier or the customs office.";
    DocumentKind "document_kind" Text Manifest false "" "What the row was read from where that is no manifest: bay_plan (BAPLIE) or equipment_list (COPRAR, COARRI, CODECO). Null, or manifest, for rows of manifests. Neither states goods in words, packages or parties, so their rows are not judged by the lack of these.";
    MessageFunction "message_function" Text Manifest false "" "Message function (UN/EDIFACT 1225): 9 original, 4 change, 5 replace, 3 delete, 1 cancel.";
    MessageTime "message_time" Text Manifest false "ISO 8601" "When the message was prepared, in the sender's time: 2026-11-23T08:00 or the day alone. Orders the versions of a bill.";
    CustomsOffice "customs_office" Text Manifest false "" "Customs office the manifest was presented to.";
    Voyage "voyage" Text Manifest false "" "Voyage number.";
    VesselName "vessel_name" Text Manifest false "" "Name of the vessel.";
    VesselImo "vessel_imo" Text Manifest false "" "IMO number of the vessel, digits only.";
    VesselFlag "vessel_flag" Text Manifest false "ISO 3166 alpha-2" "Flag State of the vessel.";
    CarrierCode "carrier_code" Text Manifest false "" "Carrier: SCAC where the source has one, else the source's own code.";
    Etd "etd" Date Manifest false "" "Departure of the vessel from the last place, estimated or actual.";
    Eta "eta" Date Manifest false "" "Arrival of the vessel, estimated or actual.";
    // Transport document
    BillNo "bill_no" Text Manifest false "" "Transport document (bill of lading) number.";
    MasterBillNo "master_bill_no" Text Manifest false "" "Master transport document number when this one is a house bill.";
    BillType "bill_type" Text Manifest false "" "Type of the transport document as the source codes it.";
    Nature "nature" Text Manifest false "" "Customs nature of the bill: 22 export, 23 import, 24 transit, 28 transshipment; another of two digits as the source writes it.";
    // Places
    PlaceOfReceipt "place_of_receipt" Text Manifest false "UN/LOCODE" "Place where the carrier took the goods over.";
    PlaceOfLoading "place_of_loading" Text Manifest false "UN/LOCODE" "Port where the container was loaded on the main vessel.";
    TransshipmentPorts "transshipment_ports" TextList Manifest false "UN/LOCODE" "Ports of transshipment in the order of the voyage. Empty list: stated that there are none; null: not stated.";
    PlaceOfDischarge "place_of_discharge" Text Manifest false "UN/LOCODE" "Port where the container leaves the vessel.";
    Terminal "terminal" Text Manifest false "" "Terminal or berth where the container is handed out, as the source codes it.";
    PlaceOfDelivery "place_of_delivery" Text Manifest false "UN/LOCODE" "Place where the carrier hands the goods over.";
    FinalDestination "final_destination" Text Manifest false "UN/LOCODE or country" "Ultimate destination of the goods.";
    OriginCountry "origin_country" Text Manifest false "ISO 3166 alpha-2" "Country of origin of the goods.";
    // Parties
    ShipperName "shipper_name" Text Manifest false "" "Shipper (consignor, exporter) as written.";
    ShipperAddress "shipper_address" Text Manifest false "" "Address of the shipper as written.";
    ShipperCountry "shipper_country" Text Manifest false "ISO 3166 alpha-2" "Country of the shipper's stated address.";
    ShipperId "shipper_id" Text Manifest false "" "Registration or tax number of the shipper.";
    ConsigneeName "consignee_name" Text Manifest false "" "Consignee as written.";
    ConsigneeAddress "consignee_address" Text Manifest false "" "Address of the consignee as written.";
    ConsigneeCountry "consignee_country" Text Manifest false "ISO 3166 alpha-2" "Country of the consignee's stated address.";
    ConsigneeId "consignee_id" Text Manifest false "" "Registration or tax number of the consignee.";
    NotifyName "notify_name" Text Manifest false "" "Notify party as written.";
    NotifyAddress "notify_address" Text Manifest false "" "Address of the notify party as written.";
    NotifyCountry "notify_country" Text Manifest false "ISO 3166 alpha-2" "Country of the notify party's stated address.";
    NotifyId "notify_id" Text Manifest false "" "Registration or tax number of the notify party.";
    ForwarderName "forwarder_name" Text Manifest false "" "Forwarder as written.";
    ForwarderAddress "forwarder_address" Text Manifest false "" "Address of the forwarder as written.";
    ForwarderCountry "forwarder_country" Text Manifest false "ISO 3166 alpha-2" "Country of the forwarder's stated address.";
    ForwarderId "forwarder_id" Text Manifest false "" "Registration or tax number of the forwarder.";
    // Container
    ContainerNo "container_no" Text Manifest true "" "Container number, upper case without spaces, hyphens or slashes.";
    SizeType "size_type" Text Manifest false "ISO 6346" "Size-type code (22G1), or the bare length in feet where the source has no more (20, 40, 45).";
    LoadStatus "load_status" Text Manifest false "" "full, empty or lcl (full with goods of several consignments). Null for PTI, which is empty in most countries and part load in one; another code cannot be read.";
    StowageCell "stowage_cell" Text Manifest false "" "Place on board: bay, row and tier (ISO 9711), from a bay plan or load list.";
    Seals "seals" TextList Manifest false "" "Seal numbers. Empty list: stated that there are none; null: not stated.";
    SealingParty "sealing_party" Text Manifest false "" "Who sealed: shipper, carrier, customs, terminal, or the source's code.";
    TemperatureC "temperature_c" Float Manifest false "°C" "Set temperature of a refrigerated container.";
    // Goods
    GoodsDescription "goods_description" Text Manifest false "" "Description of the goods as written.";
    ShippingMarks "shipping_marks" Text Manifest false "" "Marks and numbers on the packages as written.";
    HsCodes "hs_codes" TextList Manifest false "HS" "Harmonized System codes stated in their own field, digits only.";
    UnNo "un_no" Text Manifest false "" "UN dangerous-goods number, four digits.";
    ImdgClass "imdg_class" Text Manifest false "" "IMDG class or division.";
    Packages "packages" Int Manifest false "packages" "Number of packages.";
    PackageType "package_type" Text Manifest false "" "Kind of package as the source codes it.";
    GrossKg "gross_kg" Float Manifest false "kg" "Gross mass; of the goods in this container where weight_scope is container, of the whole bill where it is bill.";
    VgmKg "vgm_kg" Float Manifest false "kg" "Verified gross mass of the packed container, its own mass included (SOLAS VI/2; from bay plans, load lists and gate moves, and from manifests that state it).";
    VolumeM3 "volume_m3" Float Manifest false "m³" "Volume of the goods, with the same scope as the mass.";
    WeightScope "weight_scope" Text Manifest false "" "container or bill: what gross_kg, volume_m3 and packages are measured over.";
    ValueAmount "value_amount" Float Manifest false "value_currency" "Stated value of the goods.";
    ValueCurrency "value_currency" Text Manifest false "ISO 4217" "Currency of the value.";
    FreightAmount "freight_amount" Float Manifest false "freight_currency" "Stated freight.";
    FreightCurrency "freight_currency" Text Manifest false "ISO 4217" "Currency of the freight.";
    FreightPayment "freight_payment" Text Manifest false "" "prepaid or collect.";
    UnreadableCells "unreadable_cells" TextList Manifest false "" "Columns of the row whose cell is there but cannot be read, and so counts as not stated. Null: every cell could be read. redlane fills it when it reads; a converted file carries it on.";
    // Provenance
    SourceFile "source_file" Text Provenance true "" "File the row was read from.";
    SourceLine "source_line" Int Provenance true "line" "Line (text formats) or row number (Parquet) the row starts at.";
    SourceFormat "source_format" Text Provenance true "" "csv, ndjson, parquet, awmds, edifact, x12, workbook or ams.";
    // Row indicators: container and vessel
    ContainerNoWellformed "container_no_wellformed" Bool Row false "" "The container number has the form of ISO 6346 (four letters, the fourth U, J or Z, and seven digits) or of a European loading unit (EN 13044: the fourth letter A, B, D, E or K).";
    ContainerNoValid "container_no_valid" Bool Row false "" "The check digit of the container number is right (ISO 6346, which EN 13044 follows; remainder 10 counts as 0). Null where the number is not well formed.";
    ContainerOwner "container_owner" Text Row false "" "Owner prefix: the first three letters of a well-formed number.";
    ContainerCategory "container_category" Text Row false "" "Fourth letter of a well-formed number: U freight container, J detachable equipment, Z trailer; A, B, D, E, K European loading units (swap bodies, semi-trailers).";
    ContainerLengthFt "container_length_ft" Int Row false "ft" "Nominal length read from the size-type.";
    IsReefer "is_reefer" Bool Row false "" "The size-type is a refrigerated one. Null where the size-type has no type part.";
    SizeTypeKnown "size_type_known" Bool Row false "" "The table size_types has the size-type.";
    TareKg "tare_kg" Float Row false "kg" "Typical tare of the size-type by the table size_types (of its kind, or the general-purpose container, where the code is not there).";
    PayloadKg "payload_kg" Float Row false "kg" "Highest payload usual for the size-type.";
    VesselKey "vessel_key" Text Row false "" "Name of the vessel made comparable: upper case, no accents or punctuation, without M/V or MV before it, and without what stands behind it in parentheses, an IMO number or a voyage of three digits or more (417S, V.417). Other numbers are of the name. Null where no ship is named (M/V, TBN). Lists of vessels are asked of it.";
    VesselImoValid "vessel_imo_valid" Bool Row false "" "The check digit of the IMO number is right.";
    // Row indicators: places and route
    MalformedPlaces "malformed_places" TextList Row false "" "Stated places that do not have the form of a UN/LOCODE with an ISO 3166 country. Null where no place is stated.";
    LoadingCountry "loading_country" Text Row false "ISO 3166 alpha-2" "Country part of place_of_loading.";
    DischargeCountry "discharge_country" Text Row false "ISO 3166 alpha-2" "Country part of place_of_discharge.";
    DeliveryCountry "delivery_country" Text Row false "ISO 3166 alpha-2" "Country part of place_of_delivery.";
    DestinationCountry "destination_country" Text Row false "ISO 3166 alpha-2" "Country part of final_destination.";
    RouteCountries "route_countries" TextList Row false "ISO 3166 alpha-2" "Countries the route touches, each once: of receipt, loading, transshipments, discharge, delivery, final destination, and of a transit statement in the text. Null where none is known.";
    LoadingPort "loading_port" Text Row false "UN/LOCODE" "place_of_loading under the main code of its port (table port_aliases), by which ports are compared.";
    DischargePort "discharge_port" Text Row false "UN/LOCODE" "place_of_discharge under the main code of its port.";
    DeliveryPort "delivery_port" Text Row false "UN/LOCODE" "place_of_delivery under the main code of its port.";
    DestinationPort "destination_port" Text Row false "UN/LOCODE or country" "final_destination under the main code of its port.";
    TransitPorts "transit_ports" TextList Row false "UN/LOCODE" "transshipment_ports under the main codes of their ports. Null where they are not stated.";
    UnknownPlaces "unknown_places" TextList Row false "" "Stated places that UN/LOCODE does not have. Null unless a full table was imported (redlane reference import places).";
    TransshipmentCount "transshipment_count" Int Row false "ports" "Number of stated transshipment ports. Null where they are not stated.";
    DirectNm "direct_nm" Float Row false "nautical miles" "Sea distance from place_of_loading to place_of_discharge. Null where a port is not in the port table.";
    RouteNm "route_nm" Float Row false "nautical miles" "Sea distance by way of the stated transshipment ports.";
    DetourRatio "detour_ratio" Float Row false "ratio" "route_nm divided by direct_nm.";
    BackhaulNm "backhaul_nm" Float Row false "nautical miles" "Greatest distance by which a transshipment port lies farther by sea from place_of_loading than place_of_discharge does; 0 where none does. Null where a port is not in the port table.";
    VoyageDays "voyage_days" Int Row false "days" "Days from etd to eta.";
    // Row indicators: goods
    HsCodesInText "hs_codes_in_text" TextList Row false "HS" "HS codes written in the goods description after a word such as HS CODE, NCM or TARIFF.";
    HsCode "hs_code" Text Row false "HS" "First code of hs_codes, else the first of hs_codes_in_text.";
    Hs2 "hs2" Text Row false "HS chapter" "First two digits of hs_code.";
    Hs4 "hs4" Text Row false "HS heading" "First four digits of hs_code.";
    Hs6 "hs6" Text Row false "HS subheading" "First six digits of hs_code, where it has six.";
    TariffCode "tariff_code" Text Row false "HS" "HS heading or subheading whose published wording (English, French, Spanish, Portuguese) the description is, or nearly is, by the table tariff_wording. Null where it is none; what such a text enumerates is then judged by its code.";
    AllHsCodes "all_hs_codes" TextList Row false "HS" "Every code that the row names: hs_codes, hs_codes_in_text, tariff_code, each once, in this order. Null where there is none.";
    HsHeadings "hs_headings" TextList Row false "HS heading" "First four digits of all_hs_codes, each once, ascending. Null where there is no code of four digits.";
    HsSource "hs_source" Text Row false "" "declared or text: where hs_code comes from.";
    HsStructureOk "hs_structure_ok" Bool Row false "" "Every code of hs_codes has 4 or 6 to 12 digits and a chapter in use (01 to 97 without 77).";
    HsChapters "hs_chapters" TextList Row false "HS chapter" "Chapters of hs_codes and hs_codes_in_text, each once, ascending. Null where there is no code.";
    TextChapters "text_chapters" TextList Row false "HS chapter" "Chapters that words of the description speak of, by the keywords of the table hs_headings. Empty where none is recognised.";
    HsContradictsText "hs_contradicts_text" Bool Row false "" "None of hs_chapters is among text_chapters. Null where one of the two has none.";
    UnknownHs "unknown_hs" TextList Row false "HS" "Codes of hs_codes and hs_codes_in_text whose heading (or, with an imported tariff, subheading) the HS does not have. Null where there is no code.";
    UnNumbers "un_numbers" TextList Row false "" "un_no, and the numbers written after UN or ONU in description and marks. Empty: looked for and none found; null where none of the three is stated.";
    UnknownUnNumbers "unknown_un_numbers" TextList Row false "" "Those of un_numbers that the table dangerous_goods does not have.";
    UnClasses "un_classes" TextList Row false "" "Classes or divisions of un_numbers by the table dangerous_goods; all of them where packing or form decides.";
    UnClassDiffers "un_class_differs" Bool Row false "" "imdg_class is none of un_classes, nor a part of one (2 of 2.1). Null where one of the two has none.";
    TemperatureInText "temperature_in_text" Float Row false "°C" "Temperature of carriage written in description or marks: SET AT -18 C, TEMPERATURE +5°C.";
    GoodsWords "goods_words" Int Row false "words" "Words of the description that say something: three letters or more, or a name that ends in eight letters or more; not a unit, a load term, or a freight term. Null for bay plans and equipment lists, whose texts are codes and remarks.";
    VinsInText "vins_in_text" TextList Row false "" "Vehicle identification numbers (17 characters, ISO 3779) found in description and marks.";
    InvalidVins "invalid_vins" Int Row false "VINs" "VINs found whose check digit (49 CFR 565, position 9) is wrong; makers outside North America and China need not use it.";
    StatesTransit "states_transit" Bool Row false "" "Description or marks say that the goods are in transit, in English, French, Spanish or Portuguese.";
    TransitCountry "transit_country" Text Row false "ISO 3166 alpha-2" "Country named in the transit statement, where one is recognised.";
    // Row indicators: parties
    ShipperKey "shipper_key" Text Row false "" "Shipper name made comparable: upper case, no accents, punctuation, or legal forms; initials are one word (A.B.C. is ABC), M/S before it is nothing. It ends where an address begins: at a word such as RUE, PO BOX or TEL; at a number with a street behind it, or behind a legal form, a comma, a line end or a gap of blanks; at a number of four digits or more that more words follow, unless it is a year or the second word. Any other number is of the name (FACTORY NO 8). It also ends at C/O, O/B or ON BEHALF OF. Null where no real name is stated.";
    ConsigneeKey "consignee_key" Text Row false "" "Consignee name made comparable as shipper_key is. Null where no real name is stated (TO ORDER, N/A).";
    NotifyKey "notify_key" Text Row false "" "Notify party name made comparable as shipper_key is; the consignee's where it says SAME AS CONSIGNEE.";
    ShipperAddressKey "shipper_address_key" Text Row false "" "Address of the shipper made comparable: letters and digits only, upper case, no accents. Null where it has fewer than ten of them.";
    ConsigneeAddressKey "consignee_address_key" Text Row false "" "Address of the consignee made comparable: letters and digits only, upper case, no accents. Null where it has fewer than ten of them.";
    NotifyAddressKey "notify_address_key" Text Row false "" "Address of the notify party made comparable: letters and digits only, upper case, no accents. Null where it has fewer than ten of them.";
    ConsigneeToOrder "consignee_to_order" Bool Row false "" "The consignee is TO ORDER, with or without of whom.";
    NotifyStated "notify_stated" Bool Call false "" "The notify field holds a real name or SAME AS CONSIGNEE, not NA or a blank. Null where the row's file does not have the field at all, or the row has no consignee either.";
    NotifySameAsConsignee "notify_same_as_consignee" Bool Row false "" "The notify field says SAME AS CONSIGNEE or holds the consignee's name.";
    ShipperIsForwarder "shipper_is_forwarder" Bool Row false "" "The shipper's name reads like a forwarder, carrier or agent.";
    ConsigneeIsForwarder "consignee_is_forwarder" Bool Row false "" "The consignee's name reads like a forwarder, carrier or agent.";
    NotifyIsForwarder "notify_is_forwarder" Bool Row false "" "The notify party's name reads like a forwarder, carrier or agent.";
    ShipperIsConsignee "shipper_is_consignee" Bool Row false "" "Shipper and consignee have the same comparable name.";
    // Row indicators: measures
    PayloadShare "payload_share" Float Row false "ratio" "gross_kg divided by payload_kg, where the mass is the container's.";
    KgPerPackage "kg_per_package" Float Row false "kg" "gross_kg divided by packages.";
    DensityKgM3 "density_kg_m3" Float Row false "kg/m³" "gross_kg divided by volume_m3.";
    ValuePerKg "value_per_kg" Float Row false "value_currency/kg" "value_amount divided by gross_kg.";
    FreightShare "freight_share" Float Row false "ratio" "freight_amount divided by value_amount, where both have the same currency.";
    BillKey "bill_key" Text Row false "" "bill_no made comparable: letters and digits only, upper case.";
    MasterBillKey "master_bill_key" Text Row false "" "master_bill_no made comparable: letters and digits only, upper case.";
    SealKeys "seal_keys" TextList Row false "" "Seals made comparable: letters and digits only, upper case, each once. Null where seals are not stated.";
    SealCount "seal_count" Int Row false "seals" "Number of stated seals. Null where seals are not stated.";
    ImprobableSeals "improbable_seals" TextList Row false "" "Seals that cannot be seal numbers: shorter than four characters, one character repeated, a word such as NOSEAL, or the container number.";
    // What was read beside the row: of its call alone, or (batch) across calls
    Call "call" Text Call false "" "The call of the ship the row is of: vessel and voyage made comparable (capitals, no signs, no zeros in front), VESSEL / VOYAGE. A row that states them only in part joins the one call of its container that fits; else what it states, with the day of arrival. Null where nothing is stated.";
    Visit "visit" Text Call false "" "The visit of the container the row is of, which is what is ranked and opened: its call; where vessel or voyage is not stated, arrivals within five days of the first are one visit. Null where nothing is stated.";
    OnBayplan "on_bayplan" Bool Call false "" "The container is on the bay plan given with --bayplan. Null without a plan of the row's ship and voyage.";
    Manifested "manifested" Bool Call false "" "A manifest names the container; false for rows that only the bay plan gave. Null without a plan of the row's ship and voyage.";
    DischargedHere "discharged_here" Bool Call false "" "The port of discharge, of the bay plan or else of the manifest, is a port of this call: one of --port, or else, with a bay plan, one that the manifests of the ship state. Null where either is unknown.";
    BayplanWeightKg "bayplan_weight_kg" Float Call false "kg" "Mass of container and goods on the bay plan. Like the next three null for rows that only the plan gave: there is nothing to hold them against.";
    BayplanLoadStatus "bayplan_load_status" Text Call false "" "full, empty or lcl on the bay plan.";
    BayplanSizeType "bayplan_size_type" Text Call false "ISO 6346" "Size-type on the bay plan.";
    BayplanDischarge "bayplan_discharge" Text Call false "UN/LOCODE" "Port of discharge on the bay plan; under the code of place_of_discharge where both are codes of one port (table port_aliases). Null where place_of_discharge is in words: they are not held against a code.";
    EarlierVersions "earlier_versions" Int Call false "versions" "Earlier versions of this container on this bill in the batch, of which this one took the place. Null where message_function is not stated.";
    AmendedColumns "amended_columns" TextList Call false "" "Columns in which this version of the bill differs from an earlier one in the batch: places, parties, goods, seals, packages, mass; container_no where no earlier version had the container. Empty where none does; null where message_function is not stated.";
    ConsigneeMissing "consignee_missing" Bool Call false "" "No consignee is stated here, though the row's file can state one. Null where the file does not have the field at all, and for bay plans and equipment lists, and where its cell cannot be read.";
    GoodsMissing "goods_missing" Bool Call false "" "No goods description is stated here, though the row's file can state one. Null where the file does not have the field at all, and for bay plans and equipment lists, and where its cell cannot be read.";
    PackagesMissing "packages_missing" Bool Call false "" "No number of packages is stated here, though the row's file can state one. Null where the file does not have the field at all, and for bay plans and equipment lists, and where its cell cannot be read.";
    WeightMissing "weight_missing" Bool Call false "" "Neither gross_kg nor vgm_kg is stated here with more than zero, though the row's file can state one of them. Null where the file has neither field, and where its cell cannot be read.";
    ConsigneeAddressMissing "consignee_address_missing" Bool Call false "" "No address of the consignee is stated here, though the row's file can state one. Null where the file does not have the field at all, and for bay plans and equipment lists, and where its cell cannot be read.";
    TemperatureMissing "temperature_missing" Bool Call false "" "No temperature_c is stated here, though the row's file can state one. Null where the file does not have the field at all, and for bay plans and equipment lists, and where its cell cannot be read.";
    UnNoMissing "un_no_missing" Bool Call false "" "No un_no is stated here, though the row's file can state one. Null where the file does not have the field at all, and for bay plans and equipment lists, and where its cell cannot be read.";
    ValueMissing "value_missing" Bool Call false "" "No value_amount is stated here, though the row's file can state one. Null where the file does not have the field at all, and for bay plans and equipment lists, and where its cell cannot be read.";
    SealContainers "seal_containers" Int Batch false "containers" "Most distinct containers in the batch that carry one of this row's seals. Null where seals are not stated.";
    SealBills "seal_bills" Int Batch false "bills" "Most bills in the batch that share one of this row's seals and no container: bills of one container, such as part loads, count as one. Null where seals or bill are not stated.";
    BillContainers "bill_containers" Int Call false "containers" "Distinct containers on this bill on the call. Like every batch indicator null where the row does not state what is counted, or what it is counted by.";
    BillConsignees "bill_consignees" Int Call false "parties" "Distinct consignees that use this bill number on the call.";
    BillShippers "bill_shippers" Int Call false "parties" "Distinct shippers that use this bill number on the call.";
    ContainerBills "container_bills" Int Call false "bills" "Distinct bills that name this container on its visit.";
    ContainerTotalKg "container_total_kg" Float Call false "kg" "Sum of container-scope gross_kg over the container's rows on its visit; a bill read twice with the same mass counts once. Null where any of the rows does not state it.";
    ConsigneeBills "consignee_bills" Int Call false "bills" "Distinct bills of this consignee on the call.";
    ShipperConsignees "shipper_consignees" Int Call false "parties" "Distinct consignees of this shipper on the call.";
    AddressConsignees "address_consignees" Int Call false "parties" "Distinct consignees at this consignee's address on the call (letters and digits only; ten characters or more).";
    VinContainers "vin_containers" Int Batch false "containers" "Most distinct containers in the batch that name one of this row's VINs.";
    ContainerConsignees "container_consignees" Int Call false "parties" "Distinct consignees of this container on its visit.";
    NotifyConsignees "notify_consignees" Int Call false "parties" "Distinct consignees that name this notify party on the call.";
    ConsigneeShippers "consignee_shippers" Int Call false "parties" "Distinct shippers of this consignee on the call.";
    PairBills "pair_bills" Int Call false "bills" "Distinct bills from this shipper to this consignee on the call.";
    RepeatedBills "repeated_bills" Int Call false "bills" "Distinct bills on the call with the same shipper, consignee, description and gross mass.";
    ValuePeers "value_peers" Int Call false "bills" "Other bills on the call with the same HS heading and currency that state a value per kilogram.";
    ValuePeerRatio "value_peer_ratio" Float Call false "ratio" "value_per_kg divided by the median over this bill and its value_peers. Null below ten peers.";
    SameWeightContainers "same_weight_containers" Int Call false "containers" "Distinct containers of this shipper on the call with exactly this container-scope gross mass.";
}
