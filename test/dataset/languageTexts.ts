/** Texts of one language, and the encodings besides Unicode in which files of it are found. */
export interface LanguageTexts {
  readonly language: string;
  readonly encodings: readonly string[];
  readonly texts: readonly string[];
}

const western = ["windows1252"];
const central = ["windows1250", "iso88592"];

export const languageTexts: readonly LanguageTexts[] = [
  {
    language: "German",
    encodings: [...western, "macroman", "cp850"],
    texts: [
      "Die Bäckerei öffnet früh, und die Brötchen sind schon um sieben ausverkauft.",
      "Über die Brücke fährt nachts kein Zug mehr, das hätte man uns sagen müssen.",
      "Schöne Grüße aus München, das Wetter ist für Mai erstaunlich kühl.",
    ],
  },
  {
    language: "French",
    encodings: [...western, "macroman"],
    texts: [
      "Le café était fermé, alors nous avons déjeuné près de la rivière.",
      "Après la réunion, elle a reçu une réponse très étrange de l’hôtel.",
      "C’est déjà l’été, mais la forêt est encore mouillée où l’on marche.",
    ],
  },
  {
    language: "Spanish",
    encodings: western,
    texts: [
      "El niño preguntó por qué el tren llegó tan tarde aquella mañana.",
      "¿Cuántos años tiene la señora que vendió la habitación pequeña?",
      "La canción sonó también en la estación, según contó el músico.",
    ],
  },
  {
    language: "Portuguese",
    encodings: western,
    texts: [
      "A estação não abriu hoje, e as informações estavam erradas.",
      "Nós também não sabíamos que o avião chegaria à meia-noite.",
      "As crianças pediram pão com maçã, e o irmão não comeu.",
    ],
  },
  {
    language: "Italian",
    encodings: western,
    texts: [
      "Perché la città è così lontana, lunedì non verrà più nessuno.",
      "Il caffè è già freddo, però la qualità rimane quella di papà.",
      "Sarà una giornata lunga: c’è lo sciopero, e nessuno sa perché.",
    ],
  },
  {
    language: "Swedish",
    encodings: western,
    texts: [
      "På ön växer små björkar, och båten går bara två gånger i veckan.",
      "Hon frågade när tåget till Malmö skulle åka, men ingen svarade.",
      "Det är för kallt för att äta frukost på trädgårdens gräsmatta.",
    ],
  },
  {
    language: "Polish",
    encodings: central,
    texts: [
      "Dzień dobry, proszę o trzy bułki i jeden mały chleb żytni.",
      "Książka leżała na półce, ale nikt jej wcześniej nie zauważył.",
      "Wieczorem poszliśmy nad rzekę, gdzie łabędzie czekały na chleb.",
    ],
  },
  {
    language: "Czech",
    encodings: central,
    texts: [
      "Příští týden přijede sestřenice, která žije v malém městě.",
      "Koupil jsem čerstvý chléb a dvě láhve mléka, než začalo pršet.",
      "Vlak měl zpoždění, a tak jsme šli pěšky kolem řeky domů.",
    ],
  },
  {
    language: "Hungarian",
    encodings: central,
    texts: [
      "A következő vonat csak este érkezik, ezért gyalog megyünk.",
      "Szép időnk volt, a gyerekek a kertben játszottak egész nap.",
      "Ő tegnap vett két üveg tejet és egy kerek kenyeret a boltban.",
    ],
  },
  {
    language: "Russian",
    encodings: ["windows1251", "koi8r", "cp866", "iso88595"],
    texts: [
      "Вчера поезд опоздал на два часа, и мы пошли домой пешком.",
      "В магазине на углу продают свежий хлеб и тёплое молоко.",
      "Дети играли во дворе, пока не стало совсем темно.",
    ],
  },
  {
    language: "Ukrainian",
    encodings: ["windows1251", "koi8u"],
    texts: [
      "Учора потяг запізнився на дві години, і ми пішли додому пішки.",
      "У крамниці на розі продають свіжий хліб і тепле молоко.",
      "Діти гралися у дворі, аж доки їх не покликали вечеряти.",
    ],
  },
  {
    language: "Greek",
    encodings: ["windows1253"],
    texts: [
      "Το τρένο άργησε δύο ώρες και γυρίσαμε στο σπίτι με τα πόδια.",
      "Στο μαγαζί της γωνίας πουλάνε φρέσκο ψωμί και ζεστό γάλα.",
      "Τα παιδιά έπαιζαν στην αυλή μέχρι που σκοτείνιασε εντελώς.",
    ],
  },
  {
    language: "Turkish",
    encodings: ["windows1254"],
    texts: [
      "Dün tren iki saat gecikti ve eve yürüyerek döndük.",
      "Köşedeki dükkânda taze ekmek ve sıcak süt satılıyor.",
      "Çocuklar hava iyice kararıncaya kadar bahçede oynadılar, şarkı söylediler.",
    ],
  },
  {
    language: "Hebrew",
    encodings: ["windows1255"],
    texts: [
      "הרכבת איחרה בשעתיים ולכן חזרנו הביתה ברגל.",
      "בחנות שבפינה מוכרים לחם טרי וחלב חם.",
      "הילדים שיחקו בחצר עד שהחשיך לגמרי.",
    ],
  },
  {
    language: "Arabic",
    encodings: ["windows1256"],
    texts: [
      "تأخر القطار ساعتين فعدنا إلى البيت سيرا على الأقدام.",
      "يباع في الدكان عند الزاوية خبز طازج وحليب دافئ.",
      "لعب الأطفال في الساحة حتى حل الظلام تماما.",
    ],
  },
  {
    language: "Thai",
    encodings: ["windows874"],
    texts: ["รถไฟมาช้าสองชั่วโมง เราจึงเดินกลับบ้าน", "ร้านที่หัวมุมขายขนมปังสดและนมอุ่น", "เด็ก ๆ เล่นอยู่ในสนามจนมืดสนิท"],
  },
  {
    language: "Japanese",
    encodings: ["shiftjis", "eucjp"],
    texts: [
      "電車が二時間も遅れたので、私たちは歩いて家に帰りました。",
      "角の店では焼きたてのパンと温かい牛乳を売っています。",
      "子どもたちは暗くなるまで庭で遊んでいました。",
    ],
  },
  {
    language: "simplified Chinese",
    encodings: ["gb18030"],
    texts: [
      "火车晚点了两个小时，所以我们走路回家了。",
      "街角的商店卖新鲜的面包和热牛奶。",
      "孩子们一直在院子里玩到天完全黑了。",
    ],
  },
  {
    language: "traditional Chinese",
    encodings: ["cp950"],
    texts: [
      "火車晚了兩個小時，所以我們走路回家了。",
      "街角的商店賣新鮮的麵包和熱牛奶。",
      "孩子們一直在院子裡玩到天完全黑了。",
    ],
  },
  {
    language: "Korean",
    encodings: ["euckr"],
    texts: [
      "기차가 두 시간이나 늦어서 우리는 걸어서 집에 돌아왔다.",
      "모퉁이 가게에서는 갓 구운 빵과 따뜻한 우유를 판다.",
      "아이들은 완전히 어두워질 때까지 마당에서 놀았다.",
    ],
  },
];
