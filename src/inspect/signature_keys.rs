//! What signatures and their fields may have, and what they may add to a catalog and a form (ISO 32000-1, 12.7 and 12.8).

/// What a catalog may get.
pub(super) const TO_CATALOG: [&str; 6] = ["AcroForm", "DSS", "Perms", "Extensions", "Version", "Metadata"];
/// What a form has.
pub(super) const FORM: [&str; 6] = ["Fields", "SigFlags", "DA", "DR", "NeedAppearances", "Q"];
/// What a signature field has; it is its own annotation, or has one as its kid.
pub(super) const FIELD: [&str; 27] = [
    "Type",
    "Subtype",
    "FT",
    "T",
    "TU",
    "TM",
    "Ff",
    "V",
    "F",
    "P",
    "Rect",
    "AP",
    "AS",
    "MK",
    "BS",
    "Border",
    "DA",
    "Q",
    "Lock",
    "SV",
    "Kids",
    "Parent",
    "H",
    "StructParent",
    "NM",
    "M",
    "Lang",
];
/// What a signature has, and a time stamp.
pub(super) const SIGNATURE: [&str; 18] = [
    "Type",
    "Filter",
    "SubFilter",
    "Contents",
    "Cert",
    "ByteRange",
    "Reference",
    "Changes",
    "Name",
    "M",
    "Location",
    "Reason",
    "ContactInfo",
    "R",
    "V",
    "Prop_Build",
    "Prop_AuthTime",
    "Prop_AuthType",
];
/// What proves signatures for a long time.
pub(super) const PROOF: [&str; 5] = ["Type", "Certs", "CRLs", "OCSPs", "VRI"];
