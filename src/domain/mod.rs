//! Types that cannot be wrong: a value of one of these has been checked when it was made.

mod capacity;
mod container_no;
mod country;
mod document_kind;
mod hs_code;
mod imo;
mod lane;
mod like_boxes;
mod locode;
mod size_type;
mod threat;
mod vin;

pub use capacity::{Capacity, CapacityPer, RandomShare};
pub use container_no::{ContainerNo, container_numbers, is_invisible, narrow, tidy_container_no};
pub use country::is_country;
pub use document_kind::DocumentKind;
pub use hs_code::{chapter_in_use, hs_structure_ok};
pub use imo::imo_check_digit_ok;
pub use lane::{Lane, Lanes};
pub use like_boxes::LikeBoxes;
pub use locode::Locode;
pub use size_type::SizeType;
pub use threat::Threat;
pub use vin::Vin;
