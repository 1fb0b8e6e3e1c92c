//! What the demo estate's names are made of: invented companies in several scripts, each with a
//! country, a time zone and a way to write dates that fit.

/// A place with the words of its companies' names.
pub struct Place {
    /// ISO 3166-1 alpha-2.
    pub country: &'static str,
    pub zone: &'static str,
    pub date_format: &'static str,
    pub city: &'static str,
    pub first: &'static [&'static str],
    pub second: &'static [&'static str],
    pub ending: &'static [&'static str],
}

const ENGLISH_FIRST: &[&str] = &[
    "Amber",
    "Birch",
    "Cobalt",
    "Driftwood",
    "Evergreen",
    "Foxglove",
    "Granite",
    "Hazel",
    "Indigo",
    "Juniper",
    "Kestrel",
    "Lantern",
    "Meadow",
    "Nimbus",
    "Orchard",
    "Pinewood",
    "Quarry",
    "Rowan",
    "Sparrow",
    "Thistle",
    "Umber",
    "Verdant",
    "Willow",
    "Yarrow",
    "Zephyr",
    "Copper",
    "Harbour",
];
const ENGLISH_SECOND: &[&str] = &[
    "Analytics",
    "Bakeries",
    "Clinics",
    "Dynamics",
    "Engineering",
    "Foods",
    "Gardens",
    "Homes",
    "Instruments",
    "Journeys",
    "Kitchens",
    "Logistics",
    "Motors",
    "Networks",
    "Optics",
    "Paper",
    "Robotics",
    "Schools",
    "Textiles",
    "Utilities",
    "Vineyards",
    "Workshops",
];

pub const PLACES: &[Place] = &[
    Place {
        country: "US",
        zone: "America/New_York",
        date_format: "MM/dd/yyyy",
        city: "12 Mill Road, Fairhaven",
        first: ENGLISH_FIRST,
        second: ENGLISH_SECOND,
        ending: &["Inc.", "LLC", "Group", "Corp."],
    },
    Place {
        country: "US",
        zone: "Pacific Standard Time",
        date_format: "MM/dd/yyyy",
        city: "480 Cedar Avenue, Westbay",
        first: ENGLISH_FIRST,
        second: ENGLISH_SECOND,
        ending: &["Inc.", "Partners", "Labs"],
    },
    Place {
        country: "GB",
        zone: "Europe/London",
        date_format: "dd/MM/yyyy",
        city: "7 Station Parade, Oakley",
        first: ENGLISH_FIRST,
        second: ENGLISH_SECOND,
        ending: &["Ltd", "& Sons", "Holdings"],
    },
    Place {
        country: "DE",
        zone: "Europe/Berlin",
        date_format: "dd/MM/yyyy",
        city: "Lindenstraße 14, Neustadt",
        first: &[
            "Grünwald",
            "Süßbach",
            "Königsee",
            "Löwenstein",
            "Weißfluss",
            "Straßner",
            "Birkenhöfer",
            "Jägermoos",
        ],
        second: &[
            "Maschinenbau",
            "Großhandel",
            "Möbelwerk",
            "Brauerei",
            "Präzisionstechnik",
            "Logistik",
            "Müllerei",
        ],
        ending: &["GmbH", "AG", "& Söhne", "KG"],
    },
    Place {
        country: "TR",
        zone: "Turkey Standard Time",
        date_format: "dd/MM/yyyy",
        city: "Çınar Caddesi 22, İnciköy",
        first: &["İnci", "Işıltı", "Çağlayan", "Güneşli", "Şimşek", "Ilgın", "Yıldızeli", "Öztepe"],
        second: &["Tekstil", "İnşaat", "Gıda", "Lojistik", "Yazılım", "Sağlık", "Turizm"],
        ending: &["A.Ş.", "Ltd. Şti.", "Grup"],
    },
    Place {
        country: "FR",
        zone: "Romance Standard Time",
        date_format: "dd/MM/yyyy",
        city: "3 rue des Tilleuls, Clairval",
        first: &[
            "Bélair",
            "Château-Clair",
            "Éclat",
            "Forêt-Noire",
            "Hélios",
            "Île-Verte",
            "Père-Blanc",
        ],
        second: &["Santé", "Énergie", "Pâtisserie", "Conseil", "Mécanique", "Édition"],
        ending: &["SA", "SARL", "& Frères"],
    },
    Place {
        country: "ES",
        zone: "Europe/Madrid",
        date_format: "dd/MM/yyyy",
        city: "Calle del Olmo 9, Valdeflores",
        first: &["Peñablanca", "Montaña", "Río Claro", "Señorío", "Almería Sol", "Corazón"],
        second: &["Cerámica", "Energía", "Educación", "Construcción", "Alimentación"],
        ending: &["S.A.", "S.L.", "e Hijos"],
    },
    Place {
        country: "GR",
        zone: "Europe/Athens",
        date_format: "dd/MM/yyyy",
        city: "Οδός Ελιάς 5, Καλοχώρι",
        first: &["Ήλιος", "Θάλασσα", "Ορίζοντας", "Φάρος", "Αστέρι"],
        second: &["Ναυτιλία", "Τρόφιμα", "Τεχνική", "Υγεία"],
        ending: &["Α.Ε.", "Ε.Π.Ε."],
    },
    Place {
        country: "UA",
        zone: "Europe/Kyiv",
        date_format: "dd/MM/yyyy",
        city: "вулиця Липова 8, Світлогір",
        first: &["Калина", "Світанок", "Зоря", "Беркут", "Їжачок"],
        second: &["Логістика", "Будівництво", "Аграрна справа", "Технології"],
        ending: &["ТОВ", "ПрАТ"],
    },
    Place {
        country: "SA",
        zone: "Arab Standard Time",
        date_format: "yyyy/MM/dd",
        city: "شارع النخيل ١٢",
        first: &["الواحة", "النسيم", "الأفق", "الريان", "الساحل"],
        second: &["للتجارة", "للتقنية", "للأغذية", "للمقاولات"],
        ending: &["المحدودة", "القابضة"],
    },
    Place {
        country: "JP",
        zone: "Tokyo Standard Time",
        date_format: "yyyy/MM/dd",
        city: "桜台三丁目五番",
        first: &["青空", "朝霧", "若葉", "銀河", "風花"],
        second: &["商事", "電機", "食品", "物流", "製作所"],
        ending: &["株式会社", "合同会社"],
    },
    Place {
        country: "IN",
        zone: "Asia/Kolkata",
        date_format: "dd/MM/yyyy",
        city: "44 Banyan Lane, Suryanagar",
        first: &["Suryodaya", "Nilgagan", "Chandan", "Amrapali", "Himshikhar"],
        second: &["Textiles", "Pharma", "Software", "Agro", "Steel"],
        ending: &["Pvt Ltd", "Industries"],
    },
];

/// Names that a careless reader of a list or a file would trip over.
pub const AWKWARD: &[&str] = &[
    "=SUM(1,2) Holdings",
    "<b>Bold</b> & Sons",
    "\"Quoted\", Comma & Co",
    "+Plus Fitness",
    "-Minus Interiors",
    "@Home Care",
    "O'Grady; Partners",
    "ﬁne ﬁsh ﬁrm",
];

pub const TAGS: &[&str] =
    &["VIP", "Gold", "Silver", "Pilot", "At risk", "Public sector", "Éducation", "Renewal 2027"];

pub const GROUPS: &[&str] = &[
    "Gold partners",
    "Healthcare",
    "Public sector",
    "Pilot customers",
    "Manufacturing",
    "Schools",
    "Renewals this quarter",
    "Trial customers",
    "Nordic region",
    "Mittelstand",
    "Onboarding",
];

pub const GIVEN: &[&str] = &[
    "ada", "bela", "cem", "dora", "emil", "fatma", "goran", "hana", "ines", "jonas", "kaya",
    "lena", "mila", "nuri", "olga", "pavel", "rosa", "sami", "tara", "umut", "vera", "yusuf",
    "zoe",
];

pub const FAMILY: &[&str] = &[
    "almgren", "bartok", "celik", "dubois", "eklund", "fontana", "gruber", "horvat", "ilic",
    "jansen", "kowal", "lindt", "moreau", "novak", "ozkan", "petrov", "quist", "rossi", "sato",
    "tanaka", "ulrich", "vidal", "weber", "yilmaz", "zeman",
];

pub const DEPARTMENTS: &[&str] =
    &["Sales", "Finance", "Engineering", "Support", "Operations", "People", "Legal", "IT"];
