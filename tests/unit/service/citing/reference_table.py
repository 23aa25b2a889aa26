"""Works of all kinds in both languages, and how each stands in a list of references.

The strings were written by hand from the rules of GB/T 7714-2025, of its edition of 2015, and of APA 7
(in Chinese: as libraries in Taiwan teach it), before the program had printed them. Some works are
examples that the standards print themselves; the others are made up.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Work:
    record: dict[str, Any]
    gb_2025: str
    gb_2015: str
    apa: str
    taiwan: str | None = None  # None: as `apa`


def names(*written: str) -> list[dict[str, str]]:
    """`Wong, Siu-lun` is a family and a given name; one without a comma is printed as it stands."""
    parts = [each.partition(", ") for each in written]
    return [{"family": a, "given": b} if comma else {"literal": a} for a, comma, b in parts]


def work(kind: str, language: str, title: str, *authors: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401
    record: dict[str, Any] = {"type": kind, "language": language, "title": title}
    if authors:
        record["author"] = names(*authors)
    for name, value in fields.items():
        if name in ("editor", "translator", "container_author"):
            value = names(*value)
        elif name in ("issued", "accessed"):
            value = {"date-parts": [[int(part) for part in value.split("-")]]}
        if name == "archive_location":  # the one name of CSL-JSON with an underline
            record[name] = value
            continue
        record[name.replace("_", "-").replace("url", "URL").replace("doi", "DOI")] = value
    return record


WORKS: dict[str, Work] = {
    # Books
    "book-zh-Hans": Work(
        work("book", "zh-Hans", "全唐五代诗格汇考", "张, 伯伟", publisher="江苏古籍出版社", publisher_place="南京", issued="2002"),
        "张伯伟. 全唐五代诗格汇考[M]. 南京：江苏古籍出版社，2002.",
        "张伯伟. 全唐五代诗格汇考[M]. 南京: 江苏古籍出版社, 2002.",
        "张伯伟（2002）。全唐五代诗格汇考。江苏古籍出版社。",
    ),
    "book-volume-zh-Hans": Work(
        work("book", "zh-Hans", "国史旧闻", "陈, 登原", volume="1", publisher="中华书局", publisher_place="北京", issued="2000"),
        "陈登原. 国史旧闻：第1卷[M]. 北京：中华书局，2000.",
        "陈登原. 国史旧闻: 第1卷[M]. 北京: 中华书局, 2000.",
        "陈登原（2000）。国史旧闻（第1卷）。中华书局。",
    ),
    "book-edition-zh-Hans": Work(
        work("book", "zh-Hans", "大学计算机：计算思维与信息素养", "战, 德臣", "张, 丽杰", edition="3", publisher="高等教育出版社", publisher_place="北京", issued="2019"),
        "战德臣，张丽杰. 大学计算机：计算思维与信息素养[M]. 3版. 北京：高等教育出版社，2019.",
        "战德臣, 张丽杰. 大学计算机：计算思维与信息素养[M]. 3版. 北京: 高等教育出版社, 2019.",
        "战德臣、张丽杰（2019）。大学计算机：计算思维与信息素养（第3版）。高等教育出版社。",
    ),
    "book-edition-in-words-zh-Hans": Work(
        work("book", "zh-Hans", "船山全书", "王夫之", edition="修订版", publisher="岳麓书社", publisher_place="长沙", issued="2011"),
        "王夫之. 船山全书[M]. 修订版. 长沙：岳麓书社，2011.",
        "王夫之. 船山全书[M]. 修订版. 长沙: 岳麓书社, 2011.",
        "王夫之（2011）。船山全书（修订版）。岳麓书社。",
    ),
    "book-four-authors-zh-Hans": Work(
        work("book", "zh-Hans", "鼻整形应用解剖学", "牛, 永敢", "孔, 晓", "王, 阳", "斯, 楼斌", publisher="人民卫生出版社", publisher_place="北京", issued="2019"),
        "牛永敢，孔晓，王阳，等. 鼻整形应用解剖学[M]. 北京：人民卫生出版社，2019.",
        "牛永敢, 孔晓, 王阳, 等. 鼻整形应用解剖学[M]. 北京: 人民卫生出版社, 2019.",
        "牛永敢、孔晓、王阳、斯楼斌（2019）。鼻整形应用解剖学。人民卫生出版社。",
    ),
    "book-translated-zh-Hans": Work(
        work("book", "zh-Hans", "经济数学与金融数学", "哈里森", "沃尔德伦", translator=["谢, 远涛"], publisher="中国人民大学出版社", publisher_place="北京", issued="2012"),
        "哈里森，沃尔德伦. 经济数学与金融数学[M]. 谢远涛，译. 北京：中国人民大学出版社，2012.",
        "哈里森, 沃尔德伦. 经济数学与金融数学[M]. 谢远涛, 译. 北京: 中国人民大学出版社, 2012.",
        "哈里森、沃尔德伦（2012）。经济数学与金融数学（谢远涛，译）。中国人民大学出版社。",
        "哈里森、沃尔德伦（2012）。经济数学与金融数学（谢远涛，譯）。中国人民大学出版社。",
    ),
    "book-four-translators-zh-Hans": Work(
        work("book", "zh-Hans", "递归宏观经济理论", "扬奎斯特", "萨金特", translator=["杨, 斌", "王, 忠玉", "陈, 彦斌", "严, 高剑"], edition="2", publisher="中国人民大学出版社", publisher_place="北京", issued="2010"),
        "扬奎斯特，萨金特. 递归宏观经济理论[M]. 杨斌，王忠玉，陈彦斌，等，译. 2版. 北京：中国人民大学出版社，2010.",
        "扬奎斯特, 萨金特. 递归宏观经济理论[M]. 杨斌, 王忠玉, 陈彦斌, 等, 译. 2版. 北京: 中国人民大学出版社, 2010.",
        "扬奎斯特、萨金特（2010）。递归宏观经济理论（杨斌、王忠玉、陈彦斌、严高剑，译；第2版）。中国人民大学出版社。",
        "扬奎斯特、萨金特（2010）。递归宏观经济理论（杨斌、王忠玉、陈彦斌、严高剑，譯；第2版）。中国人民大学出版社。",
    ),
    "book-translated-zh-Hant": Work(
        work("book", "zh-Hant", "論自由", "約翰·史都華·彌爾", translator=["程, 崇華"], publisher="商務印書館", publisher_place="北京", issued="1959"),
        "約翰·史都華·彌爾. 論自由[M]. 程崇華，譯. 北京：商務印書館，1959.",
        "約翰·史都華·彌爾. 論自由[M]. 程崇華, 譯. 北京: 商務印書館, 1959.",
        "約翰·史都華·彌爾（1959）。論自由（程崇華，譯）。商務印書館。",
    ),
    "book-edited-zh-Hant": Work(
        work("book", "zh-Hant", "明清檔案選編", editor=["張, 三", "李, 四"], edition="2", publisher="某某書局", publisher_place="上海", issued="1985"),
        "張三，李四. 明清檔案選編[M]. 2版. 上海：某某書局，1985.",
        "張三, 李四. 明清檔案選編[M]. 2版. 上海: 某某書局, 1985.",
        "張三、李四（主編）（1985）。明清檔案選編（第2版）。某某書局。",
    ),
    "book-edited-zh-Hans": Work(
        work("book", "zh-Hans", "汉语史研究", editor=["赵, 元"], publisher="中华书局", publisher_place="北京", issued="1990"),
        "赵元. 汉语史研究[M]. 北京：中华书局，1990.",
        "赵元. 汉语史研究[M]. 北京: 中华书局, 1990.",
        "赵元（主编）（1990）。汉语史研究。中华书局。",
        "赵元（主編）（1990）。汉语史研究。中华书局。",
    ),
    "book-institution-zh-Hant": Work(
        work("book", "zh-Hant", "臺灣省通志稿", "臺灣省文獻委員會", publisher="臺灣省文獻委員會", publisher_place="臺北", issued="1950"),
        "臺灣省文獻委員會. 臺灣省通志稿[M]. 臺北：臺灣省文獻委員會，1950.",
        "臺灣省文獻委員會. 臺灣省通志稿[M]. 臺北: 臺灣省文獻委員會, 1950.",
        "臺灣省文獻委員會（1950）。臺灣省通志稿。",
    ),
    "book-unknown-zh-Hant": Work(
        work("book", "zh-Hant", "鹽務雜記"),
        "鹽務雜記[M]. [出版地不詳]：[出版者不詳]，[出版年不詳].",
        "鹽務雜記[M]. [出版地不詳]: [出版者不詳], [出版年不詳].",
        "鹽務雜記（無日期）。",
    ),
    "book-online-zh-Hans": Work(
        work("book", "zh-Hans", "当代美国外交", "赵, 学功", publisher="社会科学文献出版社", publisher_place="北京", issued="2001", url="http://www.cadal.zju.edu.cn/book/33023884"),
        "赵学功. 当代美国外交[M/OL]. 北京：社会科学文献出版社，2001. http://www.cadal.zju.edu.cn/book/33023884.",
        "赵学功. 当代美国外交[M/OL]. 北京: 社会科学文献出版社, 2001. http://www.cadal.zju.edu.cn/book/33023884.",
        "赵学功（2001）。当代美国外交。社会科学文献出版社。http://www.cadal.zju.edu.cn/book/33023884",
    ),
    "book-en": Work(
        work("book", "en", "AI and the future of banking", "Boobier, Tony", publisher="John Wiley & Sons", publisher_place="Chichester", issued="2020"),
        "Boobier T. AI and the future of banking[M]. Chichester：John Wiley & Sons，2020.",
        "BOOBIER T. AI and the future of banking[M]. Chichester: John Wiley & Sons, 2020.",
        "Boobier, T. (2020). AI and the future of banking. John Wiley & Sons.",
    ),
    "book-suffix-en": Work(
        work("book", "en", "Probability, random variable, and random signal principles", edition="4", publisher="McGraw-Hill", publisher_place="New York", issued="2001")
        | {"author": [{"family": "Peebles", "given": "Peyton Z.", "suffix": "Jr."}]},
        "Peebles P Z Jr. Probability, random variable, and random signal principles[M]. 4th ed. New York：McGraw-Hill，2001.",
        "PEEBLES P Z Jr. Probability, random variable, and random signal principles[M]. 4th ed. New York: McGraw-Hill, 2001.",
        "Peebles, P. Z., Jr. (2001). Probability, random variable, and random signal principles (4th ed.). McGraw-Hill.",
    ),
    "book-hyphens-en": Work(
        work("book", "en", "Streets of the Old Port", "Wong, Siu-lun", "Lee, Kuo-feng", publisher="Example Press", publisher_place="Hong Kong", issued="2005"),
        "Wong S-L，Lee K-F. Streets of the Old Port[M]. Hong Kong：Example Press，2005.",
        "WONG S L, LEE K F. Streets of the Old Port[M]. Hong Kong: Example Press, 2005.",
        "Wong, S.-l., & Lee, K.-f. (2005). Streets of the old port. Example Press.",
    ),
    "book-french-name-en": Work(
        work("book", "en", "A Philosophical Essay on Probabilities", "Laplace, Pierre-Simon", translator=["Truscott, F. W.", "Emory, F. L."], publisher="Dover", publisher_place="New York", issued="1951"),
        "Laplace P-S. A Philosophical Essay on Probabilities[M]. Truscott F W，Emory F L，trans. New York：Dover，1951.",
        "LAPLACE P S. A Philosophical Essay on Probabilities[M]. TRUSCOTT F W, EMORY F L, trans. New York: Dover, 1951.",
        "Laplace, P.-S. (1951). A philosophical essay on probabilities (F. W. Truscott & F. L. Emory, Trans.). Dover.",
    ),
    "book-pinyin-en": Work(
        work("book", "en", "The Canal Question", "Ouyang, Wenhua", "Chan, Tai-man", publisher="University Press", publisher_place="Hong Kong", issued="2001"),
        "Ouyang Wenhua，Chan T-M. The Canal Question[M]. Hong Kong：University Press，2001.",
        "OUYANG W, CHAN T M. The Canal Question[M]. Hong Kong: University Press, 2001.",
        "Ouyang, W., & Chan, T.-m. (2001). The canal question. University Press.",
    ),
    "book-edited-en": Work(
        work("book", "en", "Handbook of Peace: An Introduction for Nurses", editor=["Roe, Ann", "Poe, E. A."], edition="3", publisher="Verso", publisher_place="London", issued="1959"),
        "Roe A，Poe E A. Handbook of Peace: An Introduction for Nurses[M]. 3rd ed. London：Verso，1959.",
        "ROE A, POE E A. Handbook of Peace: An Introduction for Nurses[M]. 3rd ed. London: Verso, 1959.",
        "Roe, A., & Poe, E. A. (Eds.). (1959). Handbook of peace: An introduction for nurses (3rd ed.). Verso.",
    ),
    "book-names-in-title-en": Work(
        work("book", "en", "Maritime Taiwan and the Ming-Qing Transition: How NATO Sees Sun Yat-sen's Navy", "Smith, John A.", publisher="Brill", publisher_place="Leiden", issued="2011"),
        "Smith J A. Maritime Taiwan and the Ming-Qing Transition: How NATO Sees Sun Yat-sen's Navy[M]. Leiden：Brill，2011.",
        "SMITH J A. Maritime Taiwan and the Ming-Qing Transition: How NATO Sees Sun Yat-sen's Navy[M]. Leiden: Brill, 2011.",
        "Smith, J. A. (2011). Maritime Taiwan and the Ming-Qing transition: How NATO sees Sun Yat-sen's navy. Brill.",
    ),
    "book-particle-en": Work(
        work("book", "en", "Tea and salt", publisher="Brill", publisher_place="Leiden", issued="1999")
        | {"author": [{"family": "Berg", "given": "Jan", "non-dropping-particle": "van der"}]},
        "van der Berg J. Tea and salt[M]. Leiden：Brill，1999.",
        "VAN DER BERG J. Tea and salt[M]. Leiden: Brill, 1999.",
        "van der Berg, J. (1999). Tea and salt. Brill.",
    ),
    "book-suffix-behind-a-comma-en": Work(
        work("book", "en", "The Logic of Anti-Japanese Action: Goods and Groups", publisher="Harvard University Press", publisher_place="Cambridge", issued="1965")
        | {"author": [{"family": "Olson", "given": "Mancur, Jr."}]},
        "Olson M Jr. The Logic of Anti-Japanese Action: Goods and Groups[M]. Cambridge：Harvard University Press，1965.",
        "OLSON M Jr. The Logic of Anti-Japanese Action: Goods and Groups[M]. Cambridge: Harvard University Press, 1965.",
        "Olson, M., Jr. (1965). The logic of anti-Japanese action: Goods and groups. Harvard University Press.",
    ),
    "book-editor-is-translator-en": Work(
        work("book", "en", "Chinese Shadows", "Leys, Simon", editor=["Smith-Jones, A. B."], translator=["Smith-Jones, A. B."], publisher="Viking", publisher_place="New York", issued="1977"),
        "Leys S. Chinese Shadows[M]. Smith-Jones A B，trans. New York：Viking，1977.",
        "LEYS S. Chinese Shadows[M]. SMITH-JONES A B, trans. New York: Viking, 1977.",
        "Leys, S. (1977). Chinese shadows (A. B. Smith-Jones, Ed. & Trans.). Viking.",
    ),
    "book-unknown-en": Work(
        work("book", "en", "Minutes of the salt office"),
        "Minutes of the salt office[M]. [S.l.]：[s.n.]，[n.d.].",
        "Minutes of the salt office[M]. [S.l.]: [s.n.], [n.d.].",
        "Minutes of the salt office. (n.d.).",
    ),
    # Parts of books
    "chapter-zh-Hans": Work(
        work("chapter", "zh-Hans", "1998年长江洪水的成因与减灾对策", "程, 根伟", container_title="长江流域洪涝灾害与科技对策", editor=["许, 厚泽", "赵, 其国"], publisher="科学出版社", publisher_place="北京", issued="1999", page="32-36"),
        "程根伟. 1998年长江洪水的成因与减灾对策[M]//许厚泽，赵其国. 长江流域洪涝灾害与科技对策. 北京：科学出版社，1999：32-36.",
        "程根伟. 1998年长江洪水的成因与减灾对策[M]//许厚泽, 赵其国. 长江流域洪涝灾害与科技对策. 北京: 科学出版社, 1999: 32-36.",
        "程根伟（1999）。1998年长江洪水的成因与减灾对策。载于许厚泽、赵其国（主编），长江流域洪涝灾害与科技对策（页32-36）。科学出版社。",
        "程根伟（1999）。1998年长江洪水的成因与减灾对策。載於许厚泽、赵其国（主編），长江流域洪涝灾害与科技对策（頁32-36）。科学出版社。",
    ),
    "chapter-zh-Hant": Work(
        work("chapter", "zh-Hant", "海防與鹽政", "陳, 大文", container_title="清代海防論集", editor=["林, 小明"], publisher="聯經", publisher_place="臺北", issued="1994", page="101-140"),
        "陳大文. 海防與鹽政[M]//林小明. 清代海防論集. 臺北：聯經，1994：101-140.",
        "陳大文. 海防與鹽政[M]//林小明. 清代海防論集. 臺北: 聯經, 1994: 101-140.",
        "陳大文（1994）。海防與鹽政。載於林小明（主編），清代海防論集（頁101-140）。聯經。",
    ),
    "chapter-en": Work(
        work("chapter", "en", "Pathogenic properties of invading microorganisms", "Weinstein, Louis", "Swartz, M. N.", container_title="Pathologic physiology: mechanisms of disease", editor=["Sodeman, W. A."], edition="5", publisher="Saunders", publisher_place="Philadelphia", issued="1974", page="457-472"),
        "Weinstein L，Swartz M N. Pathogenic properties of invading microorganisms[M]//Sodeman W A. Pathologic physiology: mechanisms of disease. 5th ed. Philadelphia：Saunders，1974：457-472.",
        "WEINSTEIN L, SWARTZ M N. Pathogenic properties of invading microorganisms[M]//SODEMAN W A. Pathologic physiology: mechanisms of disease. 5th ed. Philadelphia: Saunders, 1974: 457-472.",
        "Weinstein, L., & Swartz, M. N. (1974). Pathogenic properties of invading microorganisms. In W. A. Sodeman (Ed.), Pathologic physiology: mechanisms of disease (5th ed., pp. 457–472). Saunders.",
    ),
    # Periodicals
    "journal-zh-Hans": Work(
        work("article-journal", "zh-Hans", "互联网药品可信交易环境中主体资质审核备案模式", "于, 潇", "刘, 义", "柴, 跃廷", "孙, 宏波", container_title="清华大学学报（自然科学版）", volume="52", issue="11", page="1518-1523", issued="2012"),
        "于潇，刘义，柴跃廷，等. 互联网药品可信交易环境中主体资质审核备案模式[J]. 清华大学学报（自然科学版），2012，52（11）：1518-1523.",
        "于潇, 刘义, 柴跃廷, 等. 互联网药品可信交易环境中主体资质审核备案模式[J]. 清华大学学报（自然科学版）, 2012, 52(11): 1518-1523.",
        "于潇、刘义、柴跃廷、孙宏波（2012）。互联网药品可信交易环境中主体资质审核备案模式。清华大学学报（自然科学版），52(11)，1518-1523。",
    ),
    "journal-without-volume-zh-Hans": Work(
        work("article-journal", "zh-Hans", "四库馆私家抄校书考略", "杨, 洪升", container_title="文献", issue="1", page="56-75", issued="2013"),
        "杨洪升. 四库馆私家抄校书考略[J]. 文献，2013（1）：56-75.",
        "杨洪升. 四库馆私家抄校书考略[J]. 文献, 2013(1): 56-75.",
        "杨洪升（2013）。四库馆私家抄校书考略。文献，(1)，56-75。",
    ),
    "journal-doi-accessed-zh-Hans": Work(
        work("article-journal", "zh-Hans", "从数字地球到智慧地球", "陈, 建军", container_title="国土资源导刊", volume="7", issue="10", page="93", issued="2010", accessed="2014-6-25", url="http://d.g.wanfangdata.com.cn/p1.aspx", doi="10.3969/j.issn.1672-5603.2010.10.038"),
        "陈建军. 从数字地球到智慧地球[J/OL]. 国土资源导刊，2010，7（10）：93. http://d.g.wanfangdata.com.cn/p1.aspx. DOI:10.3969/j.issn.1672-5603.2010.10.038.",
        "陈建军. 从数字地球到智慧地球[J/OL]. 国土资源导刊, 2010, 7(10): 93[2014-06-25]. http://d.g.wanfangdata.com.cn/p1.aspx. DOI:10.3969/j.issn.1672-5603.2010.10.038.",
        "陈建军（2010）。从数字地球到智慧地球。国土资源导刊，7(10)，93。https://doi.org/10.3969/j.issn.1672-5603.2010.10.038",
    ),
    "journal-zh-Hant": Work(
        work("article-journal", "zh-Hant", "隘勇線與樟腦", "王, 小明", "李, 大華", container_title="臺灣史研究", volume="12", issue="2", page="1-40", issued="2005"),
        "王小明，李大華. 隘勇線與樟腦[J]. 臺灣史研究，2005，12（2）：1-40.",
        "王小明, 李大華. 隘勇線與樟腦[J]. 臺灣史研究, 2005, 12(2): 1-40.",
        "王小明、李大華（2005）。隘勇線與樟腦。臺灣史研究，12(2)，1-40。",
    ),
    "journal-hyphen-en": Work(
        work("article-journal", "en", "Metadata quality control in digital repositories and collections", "Park, Jung-ran", "Tosaka, Yuji", container_title="Cataloging & Classification Quarterly", volume="48", issue="8", page="696-715", issued="2010"),
        "Park J-R，Tosaka Y. Metadata quality control in digital repositories and collections[J]. Cataloging & Classification Quarterly，2010，48（8）：696-715.",
        "PARK J R, TOSAKA Y. Metadata quality control in digital repositories and collections[J]. Cataloging & Classification Quarterly, 2010, 48(8): 696-715.",
        "Park, J.-r., & Tosaka, Y. (2010). Metadata quality control in digital repositories and collections. Cataloging & Classification Quarterly, 48(8), 696–715.",
    ),
    "journal-markup-en": Work(
        work("article-journal", "en", "The genome of <i>Eucalyptus grandis</i> and CO<sub>2</sub>", "Myburg, A. A.", "Grattapaglia, D.", "Tuskan, G. A.", "Hellsten, U.", container_title="Nature", volume="510", page="356-362", issued="2014", doi="10.1038/nature13308", accessed="2020-1-2"),
        "Myburg A A，Grattapaglia D，Tuskan G A，et al. The genome of Eucalyptus grandis and CO₂[J/OL]. Nature，2014，510：356-362. DOI:10.1038/nature13308.",
        "MYBURG A A, GRATTAPAGLIA D, TUSKAN G A, et al. The genome of Eucalyptus grandis and CO₂[J/OL]. Nature, 2014, 510: 356-362. DOI:10.1038/nature13308.",
        "Myburg, A. A., Grattapaglia, D., Tuskan, G. A., & Hellsten, U. (2014). The genome of Eucalyptus grandis and CO₂. Nature, 510, 356–362. https://doi.org/10.1038/nature13308",
    ),
    "journal-doi-in-address-en": Work(
        work("article-journal", "en", "Salt, Soldiers, and the State in Qing Yunnan", "Doe, Jane", container_title="Modern Asian Studies", volume="41", issue="3", page="12-30", issued="2007", url="https://doi.org/10.1000/182", doi="10.1000/182"),
        "Doe J. Salt, Soldiers, and the State in Qing Yunnan[J/OL]. Modern Asian Studies，2007，41（3）：12-30. https://doi.org/10.1000/182.",
        "DOE J. Salt, Soldiers, and the State in Qing Yunnan[J/OL]. Modern Asian Studies, 2007, 41(3): 12-30. https://doi.org/10.1000/182.",
        "Doe, J. (2007). Salt, soldiers, and the state in Qing Yunnan. Modern Asian Studies, 41(3), 12–30. https://doi.org/10.1000/182",
    ),
    "newspaper-zh-Hans": Work(
        work("article-newspaper", "zh-Hans", "数字革命与竞争国际化", "丁, 文详", container_title="中国青年报", issued="2000-11-20", page="15"),
        "丁文详. 数字革命与竞争国际化[N]. 中国青年报，2000-11-20（15）.",
        "丁文详. 数字革命与竞争国际化[N]. 中国青年报, 2000-11-20(15).",
        "丁文详（2000年11月20日）。数字革命与竞争国际化。中国青年报，15。",
    ),
    "newspaper-en": Work(
        work("article-newspaper", "en", "Ferry Strikes a Sandbank", "Lee, Mary", container_title="The Port Gazette", issued="1931-8-16", page="4"),
        "Lee M. Ferry Strikes a Sandbank[N]. The Port Gazette，1931-08-16（4）.",
        "LEE M. Ferry Strikes a Sandbank[N]. The Port Gazette, 1931-08-16(4).",
        "Lee, M. (1931, August 16). Ferry strikes a sandbank. The Port Gazette, 4.",
    ),
    # Theses
    "thesis-zh-Hant": Work(
        work("thesis", "zh-Hant", "清末水權糾紛", "王, 小明", genre="碩士論文", publisher="國立政治大學", publisher_place="臺北", issued="2010"),
        "王小明. 清末水權糾紛[D]. 臺北：國立政治大學，2010.",
        "王小明. 清末水權糾紛[D]. 臺北: 國立政治大學, 2010.",
        "王小明（2010）。清末水權糾紛〔碩士論文，國立政治大學〕。",
    ),
    "thesis-en": Work(
        work("thesis", "en", "The Politics of Water in Northern Taiwan", "Wang, Shu-chun", genre="Master's thesis", publisher="National Chengchi University", publisher_place="Taipei", issued="2010"),
        "Wang S-C. The Politics of Water in Northern Taiwan[D]. Taipei：National Chengchi University，2010.",
        "WANG S C. The Politics of Water in Northern Taiwan[D]. Taipei: National Chengchi University, 2010.",
        "Wang, S.-c. (2010). The politics of water in northern Taiwan [Master's thesis, National Chengchi University].",
    ),
    "thesis-online-en": Work(
        work("thesis", "en", "Improving knowledge graph understanding with contextual views", "Christou, Antrea", genre="Doctoral dissertation", publisher="Wright State University", publisher_place="Dayton", issued="2024", url="http://rave.ohiolink.edu/etdc/view?acc_num=wright17"),
        "Christou A. Improving knowledge graph understanding with contextual views[D/OL]. Dayton：Wright State University，2024. http://rave.ohiolink.edu/etdc/view?acc_num=wright17.",
        "CHRISTOU A. Improving knowledge graph understanding with contextual views[D/OL]. Dayton: Wright State University, 2024. http://rave.ohiolink.edu/etdc/view?acc_num=wright17.",
        "Christou, A. (2024). Improving knowledge graph understanding with contextual views [Doctoral dissertation, Wright State University]. http://rave.ohiolink.edu/etdc/view?acc_num=wright17",
    ),
    # Conferences
    "conference-zh-Hans": Work(
        work("paper-conference", "zh-Hans", "中国农业转基因生物研发进展与安全管理", "汪, 学军", editor=["国家环境保护总局生物安全管理办公室"], container_title="中国国家生物安全框架实施国际合作项目研讨会论文集", publisher="中国环境科学出版社", publisher_place="北京", issued="2005", page="22-25"),
        "汪学军. 中国农业转基因生物研发进展与安全管理[C]//国家环境保护总局生物安全管理办公室. 中国国家生物安全框架实施国际合作项目研讨会论文集. 北京：中国环境科学出版社，2005：22-25.",
        "汪学军. 中国农业转基因生物研发进展与安全管理[C]//国家环境保护总局生物安全管理办公室. 中国国家生物安全框架实施国际合作项目研讨会论文集. 北京: 中国环境科学出版社, 2005: 22-25.",
        "汪学军（2005）。中国农业转基因生物研发进展与安全管理。载于国家环境保护总局生物安全管理办公室（主编），中国国家生物安全框架实施国际合作项目研讨会论文集（页22-25）。中国环境科学出版社。",
        "汪学军（2005）。中国农业转基因生物研发进展与安全管理。載於国家环境保护总局生物安全管理办公室（主編），中国国家生物安全框架实施国际合作项目研讨会论文集（頁22-25）。中国环境科学出版社。",
    ),
    "conference-en": Work(
        work("paper-conference", "en", "Advances in holographic photoelasticity", "Fourney, M. E.", editor=["Gottenberg, W. G."], container_title="Symposium on applications of holography in mechanics", publisher="ASME", publisher_place="New York", issued="1971", page="17-38"),
        "Fourney M E. Advances in holographic photoelasticity[C]//Gottenberg W G. Symposium on applications of holography in mechanics. New York：ASME，1971：17-38.",
        "FOURNEY M E. Advances in holographic photoelasticity[C]//GOTTENBERG W G. Symposium on applications of holography in mechanics. New York: ASME, 1971: 17-38.",
        "Fourney, M. E. (1971). Advances in holographic photoelasticity. In W. G. Gottenberg (Ed.), Symposium on applications of holography in mechanics (pp. 17–38). ASME.",
    ),
    "conference-event-zh-Hans": Work(
        work("paper-conference", "zh-Hans", "医疗机构保洁人员“一前五后”手卫生干预效果研究", "李, 妍", "王, 莹", event_title="中华预防医学会医院感染控制分会第31次全国医院感染学术年会", issued="2022", page="2"),
        "李妍，王莹. 医疗机构保洁人员“一前五后”手卫生干预效果研究[C]//中华预防医学会医院感染控制分会第31次全国医院感染学术年会，2022：2.",
        "李妍, 王莹. 医疗机构保洁人员“一前五后”手卫生干预效果研究[C]//中华预防医学会医院感染控制分会第31次全国医院感染学术年会. [出版地不详]: [出版者不详], 2022: 2.",
        "李妍、王莹（2022）。医疗机构保洁人员“一前五后”手卫生干预效果研究。载于中华预防医学会医院感染控制分会第31次全国医院感染学术年会（页2）。",
        "李妍、王莹（2022）。医疗机构保洁人员“一前五后”手卫生干预效果研究。載於中华预防医学会医院感染控制分会第31次全国医院感染学术年会（頁2）。",
    ),
    # Reports
    "report-zh-Hant": Work(
        work("report", "zh-Hant", "水壩安全報告", "經濟部水利署", number="7", publisher="經濟部水利署", publisher_place="臺中", issued="2010"),
        "經濟部水利署. 水壩安全報告：7[R]. 臺中：經濟部水利署，2010.",
        "經濟部水利署. 水壩安全報告: 7[R]. 臺中: 經濟部水利署, 2010.",
        "經濟部水利署（2010）。水壩安全報告（7）。",
    ),
    "report-en": Work(
        work("report", "en", "Guidelines for handling excavated acid-producing material", "Federal Highway Administration", number="PB 91-194001", publisher="National Information Service", publisher_place="Springfield", issued="1990"),
        "Federal Highway Administration. Guidelines for handling excavated acid-producing material：PB 91-194001[R]. Springfield：National Information Service，1990.",
        "Federal Highway Administration. Guidelines for handling excavated acid-producing material: PB 91-194001[R]. Springfield: National Information Service, 1990.",
        "Federal Highway Administration. (1990). Guidelines for handling excavated acid-producing material (PB 91-194001). National Information Service.",
    ),
    # The Web
    "web-zh-Hans": Work(
        work("webpage", "zh-Hans", "北京鲁迅博物馆志愿服务章程", "北京鲁迅博物馆", issued="2021-4-21", accessed="2023-5-2", url="http://www.luxunmuseum.com.cn/html/a11310.htm"),
        "北京鲁迅博物馆. 北京鲁迅博物馆志愿服务章程[EB/OL]. （2021-04-21）[2023-05-02]. http://www.luxunmuseum.com.cn/html/a11310.htm.",
        "北京鲁迅博物馆. 北京鲁迅博物馆志愿服务章程[EB/OL]. (2021-04-21)[2023-05-02]. http://www.luxunmuseum.com.cn/html/a11310.htm.",
        "北京鲁迅博物馆（2021年4月21日）。北京鲁迅博物馆志愿服务章程。http://www.luxunmuseum.com.cn/html/a11310.htm",
    ),
    "web-en": Work(
        work("webpage", "en", "William Shakespeare", "Bevington, David", "Brown, J. R.", issued="2025-1-1", accessed="2025-1-3", container_title="Britannica", url="https://www.britannica.com/biography/William-Shakespeare"),
        "Bevington D，Brown J R. William Shakespeare[EB/OL]. （2025-01-01）[2025-01-03]. https://www.britannica.com/biography/William-Shakespeare.",
        "BEVINGTON D, BROWN J R. William Shakespeare[EB/OL]. (2025-01-01)[2025-01-03]. https://www.britannica.com/biography/William-Shakespeare.",
        "Bevington, D., & Brown, J. R. (2025, January 1). William Shakespeare. Britannica. https://www.britannica.com/biography/William-Shakespeare",
    ),
    # Archives, standards, patents, data
    "archive-zh-Hans": Work(
        work("manuscript", "zh-Hans", "奏请上海道库洋务外销要款无款可筹仍拨药厘接济事", "李, 鸿章", archive="中国第一历史档案馆", archive_location="04-01-35-0399-039", archive_place="北京", issued="1887"),
        "李鸿章. 奏请上海道库洋务外销要款无款可筹仍拨药厘接济事：04-01-35-0399-039[A]. 北京：中国第一历史档案馆，1887.",
        "李鸿章. 奏请上海道库洋务外销要款无款可筹仍拨药厘接济事: 04-01-35-0399-039[A]. 北京: 中国第一历史档案馆, 1887.",
        "李鸿章（1887）。奏请上海道库洋务外销要款无款可筹仍拨药厘接济事。中国第一历史档案馆（04-01-35-0399-039），北京。",
    ),
    "standard-zh-Hans": Work(
        work("standard", "zh-Hans", "信息与文献 资源描述", "全国信息与文献标准化技术委员会", number="GB/T 3792—2021", publisher="中国标准出版社", publisher_place="北京", issued="2021"),
        "GB/T 3792—2021 信息与文献 资源描述[S].",
        "全国信息与文献标准化技术委员会. 信息与文献 资源描述: GB/T 3792—2021[S]. 北京: 中国标准出版社, 2021.",
        "全国信息与文献标准化技术委员会（2021）。信息与文献 资源描述（GB/T 3792—2021）。中国标准出版社。",
    ),
    "patent-zh-Hans": Work(
        work("patent", "zh-Hans", "轨道火车及高速轨道火车紧急安全制动辅助装置", "张, 凯军", "赵, 永杰", "陈, 朝岗", number="CN201220158825.2", issued="2013-3-27"),
        "张凯军，赵永杰，陈朝岗. 轨道火车及高速轨道火车紧急安全制动辅助装置：CN201220158825.2[P]. 2013-03-27.",
        "张凯军, 赵永杰, 陈朝岗. 轨道火车及高速轨道火车紧急安全制动辅助装置: CN201220158825.2[P]. 2013-03-27.",
        "张凯军、赵永杰、陈朝岗（2013）。轨道火车及高速轨道火车紧急安全制动辅助装置（CN201220158825.2）。",
    ),
    "data-en": Work(
        work("dataset", "en", "Students in a selective high school: some vocationally oriented data", "Sugarman, Lotte", "Markham, S.", publisher="UK Data Service", issued="1980", accessed="2025-7-10", doi="10.5255/UKDA-SN-996-1", url="https://beta.ukdataservice.ac.uk/study?id=996"),
        "Sugarman L，Markham S. Students in a selective high school: some vocationally oriented data[DS/OL]. UK Data Service（1980）[2025-07-10]. https://beta.ukdataservice.ac.uk/study?id=996. DOI:10.5255/UKDA-SN-996-1.",
        "SUGARMAN L, MARKHAM S. Students in a selective high school: some vocationally oriented data[DS/OL]. UK Data Service, 1980[2025-07-10]. https://beta.ukdataservice.ac.uk/study?id=996. DOI:10.5255/UKDA-SN-996-1.",
        "Sugarman, L., & Markham, S. (1980). Students in a selective high school: some vocationally oriented data [Data set]. UK Data Service. https://doi.org/10.5255/UKDA-SN-996-1",
    ),
}  # fmt: skip
