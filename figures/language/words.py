"""Lists of English words that the finder asks about, in small letters."""

from __future__ import annotations


def word_set(words: str) -> frozenset[str]:
    """Return the words of a text, separated by spaces, as a set."""
    return frozenset(words.split())


def word_runs(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the phrases of a text, separated by commas, each as its words."""
    return tuple(tuple(run.split()) for run in text.split(","))


MONTHS = word_set(
    "january february march april may june july august september october november december jan feb mar apr"
    " jun jul aug sep sept oct nov dec"
)
WEEKDAYS = word_set("monday tuesday wednesday thursday friday saturday sunday")
TIMES = word_set(
    "second seconds sec secs minute minutes min mins hour hours hr hrs day days night nights week weeks"
    " weekend weekends fortnight fortnights month months season seasons quarter quarters year years yr yrs"
    " decade decades century centuries generation generations"
)
MEASURES = word_set(
    "kilometre kilometres kilometer kilometers km kms metre metres meter meters m centimetre centimetres cm"
    " millimetre millimetres mm mile miles yard yards foot feet ft inch inches tonne tonnes ton tons kilo"
    " kilos kilogram kilograms kilogramme kilogrammes kg gram grams grammes g pound pounds lb lbs ounce ounces"
    " litre litres liter liters l gallon gallons pint pints barrel barrels hectare hectares ha acre acres"
    " degree degrees knot knots mph kph watt watts kilowatt kilowatts megawatt megawatts mw kw gw gigawatt"
    " gigawatts kwh mwh gwh twh volt volts hertz t m² km² m³ decibel decibels calorie calories point points"
)
KNOWN_SUFFIXES = MEASURES | word_set(
    "km² m² m³ cm² s h hr hrs min ml cl t c f gb mb tb kb hz p pc pp bn mn m k tn trn mln bln b x th st nd rd"
)
UNIT_ADJECTIVES = word_set("square cubic nautical metric statute percentage light air short long")
CURRENCIES = word_set(
    "dollar dollars euro euros cent cents pence penny pounds yen yuan rouble roubles ruble rubles rupee"
    " rupees franc francs crown crowns marks krone kroner krona kronor hryvnia hryvnias zloty zlotys peso"
    " pesos real reais rand baht won dinar dinars dirham dirhams shekel shekels lira liras forint forints"
    " naira shilling shillings coins usd eur gbp chf jpy uah"
)
PERCENTS = frozenset({"percent", "per cent", "%", "pc"})
CURRENCY_CODES = word_set("usd eur gbp chf jpy cny rub uah inr aud cad nok sek dkk pln czk huf rs kr")
# Nouns before a number that make it a label.
LABELS = word_set(
    "roundabout furnace hive school ferry boat car camera squad team engine battalion brigade kiln silo cabin"
    " tent stall vault painting barrack odds locomotive paragraph para article section clause chapter page"
    " verse room ward lot case route model line platform gate number no nos figure fig table flight channel"
    " highway road motorway junction exit block building apartment flat floor level phase stage station"
    " district zone sector class grade group formula type version part volume act rule resolution schedule"
    " pier berth dock bus tram train plot exhibit item question category unit reactor turbine wagon carriage"
    " step size magnitude lane bay track studio suite locker box chamber hall hangar hut camp point appendix"
    " annex annexe amendment protocol directive regulation order bill form docket file code extension tel"
    " phone call dial postcode catalogue tower terminal shaft well mine borehole compartment pit seam pump"
    " valve sluice lock buoy mile kilometre area region cell court seat row rank corner hole round lap leg set"
    " game match week day season episode issue edition invoice ticket licence license permit serial id psalm"
    " sonnet symphony opus"
)
LABELS_PLURAL = word_set(
    "paragraphs paras articles sections clauses chapters pages verses rooms wards lots cases routes models"
    " lines platforms gates numbers figures figs tables flights channels junctions exits blocks buildings"
    " apartments flats floors levels phases stages stations districts zones sectors classes grades groups"
    " parts volumes piers berths docks buses trams trains plots exhibits items questions units reactors"
    " turbines wagons carriages steps sizes lanes bays tracks halls hangars huts camps rows seats shafts wells"
    " pp amendments"
)
STREETS = word_set(
    "street st road rd avenue ave lane square drive way close place court terrace row quay boulevard hill"
    " gardens crescent park mews wharf bridge gate yard parade walk alley embankment green mansions buildings"
    " rise view"
)
# Words after a number that are not its unit.
FUNCTION_WORDS = word_set(
    "a an the and or but nor so yet of in on at by for from to with without within into onto upon over under"
    " above below between among across through during before after since until till than as if when while"
    " where which who whom whose that this these those it its his her their our my your he she they we you i"
    " me him them us is are was were be been being am has have had do does did will would can could may might"
    " must shall should not no also too only just even still already again almost about around some any each"
    " every all both either neither per via plus minus less more fewer most least much many other another such"
    " own same one ones there here then now later earlier ago away apart up down out off back ahead behind"
    " inside outside near nearby past against because although though however instead today yesterday tomorrow"
    " perhaps maybe possibly say says said told tops added put made went came got took left gave lost found"
    " saw used needed want wants remain remains remained towards toward besides sometimes always including"
    " included versus vs thus unless whether times' worth dead hurt injured wounded killed missing"
)
IRREGULAR_PLURALS = word_set(
    "people men women children police cattle sheep fish mice rats geese feet teeth oxen deer personnel staff"
    " crew livestock poultry aircraft spacecraft hovercraft offspring salmon trout cod swine clergy troops"
    " folk youth media data bacteria criteria fungi alumni lives wives knives loaves wolves calves halves"
    " policemen policewomen firemen firefighters fishermen servicemen servicewomen workmen townspeople"
    " salespeople businessmen tradesmen gunmen craftsmen grandchildren schoolchildren yen yuan baht won rand"
    " mph kph km kg cm mm ml mw kw gw kwh mwh gwh"
)
SINGULAR_IN_S = word_set(
    "was is has as this his its us plus less across perhaps always towards besides sometimes does says vs yes"
    " thus unless gas bus glass class grass boss loss business process address success access illness witness"
    " mess press dress chaos crisis basis analysis virus status campus census bonus focus surplus tennis"
    " politics mathematics physics economics news series species"
)
ADJECTIVES = word_set(
    "young old new big large small great long short high low good bad elderly local foreign other further"
    " extra additional different similar separate main major minor key former current recent early late final"
    " first second third last next senior junior male female adult older younger bigger smaller larger longer"
    " shorter newer higher lower healthy sick poor rich empty full free open wild rare brown black white red"
    " blue green grey gray yellow pregnant armed unarmed stray homeless jobless angry happy hungry tired heavy"
    " light strong weak deep wide tall civilian regular top best worst whole entire half such single double"
    " individual private public rural urban eligible frightened missing remaining surviving working existing"
    " striking waiting outstanding following leading rusty muddy dirty ordinary temporary unripe overdue tiny"
    " huge vast mere unsold unpaid unused spare second-hand"
)
NOUNS_LIKE_ADJECTIVES = word_set(
    "hospital metal animal coal rental capital festival canal signal postal medal pedal total foot mining"
    " building fishing housing swimming training parking nursing shopping polling drinking picnic traffic"
    " clinic plastic fabric ceramic music garlic arctic red-cross relief bed seed weed reed feed speed shed"
    " sled wed forest rest test guest pest nest vest chest west east harvest breakfast priest interest olive"
    " hive dive native detective locomotive archive cable table vegetable stable fiddle bible fish dish"
    " british parish rubbish polish"
)
PERSONS = word_set("boy girl man woman son daughter child baby toddler teenager")
PEOPLE = word_set(
    "child children people those anyone everyone adults adult women men boys girls kids pupils youths minors"
    " persons anybody everybody residents workers drivers players students citizens patients passengers"
    " visitors swimmers infants pensioners"
)
# Words that make "from A to B" a change: "fell from 9 to 7".
CHANGES = word_set(
    "rose rise rises risen rising fell fall falls fallen falling grew grow grows grown growing shrank shrink"
    " shrunk shrinks dropped drop drops dropping slid slide slides climbed climb climbs jumped jump jumps cut"
    " cuts cutting raised raise raises raising lifted lift lifts lowered lower lowers reduced reduce reduces"
    " reducing increased increase increases increasing decreased decrease decreases declined decline declines"
    " up down revised went gone go goes soared soar plunged tumbled sank doubled tripled halved swelled"
    " slipped dipped edged moved move moves changed change trimmed slashed expanded expand widened narrowed"
    " surged leapt eased swung swollen shortened extended improved worsened came brought bring brings rocketed"
    " boosted boost dwindled crept halving"
)
# Words after which "over nine hours" is a measured time.
LASTING = word_set(
    "for of took take takes taken lasted last lasts lasting spent spend waited wait waiting is was were are"
    " been be after within in needs need needed with has had have by at than served serve to require required"
    " requires ran run runs and worked works lost cost costs totalled , ( ; : or that"
)
# Words after which a hedge is a preposition or a particle: "a book about 12 wolves", "took over 12 depots".
NO_HEDGE_AFTER = {
    "about": word_set(
        "known row rows fear fears fuss confusion chat conversation dispute anger quarrel book books story stories"
        " film films song songs article articles documentary novel play poem question questions information"
        " concern concerns concerned worried worry worries complain complained complaint complaints argument"
        " debate joke jokes lecture letter letters news guess rumour rumours talk talks talked talking spoke"
        " speak speaking wrote writing learn learned learnt argue argued all what how facts details data"
        " advice series programme tale tales lie lies lied joked dream dreamt dreamed asking inquiry enquiry"
        " doubts doubt"
    ),
    "around": word_set(
        "sat sit sits sitting seated stood stand stands standing gathered huddled crowded danced dance walked"
        " walk wrapped circled camped grouped clustered fence wall walls ring rings path tour trip turned"
        " revolve revolves revolved looked milled knelt lay rope ropes scarf cordon drove sailed ran run rode"
        " wandered"
    ),
    "over": word_set(
        "fretted fret worried quarrelled quarrel clashed divided leads led goes leaps took take takes taking"
        " taken handed hand hands turned turn run ran runs crossed cross jumped jump flew fly climbed leapt"
        " stepped watch watched presided preside argue argued fight fought row dispute control victory"
        " advantage lead edge authority power anger concern concerns charges fined arrested sued bridge"
        " bridges passed went hung looked knocked bowled fell tripped rolled rules ruled reigned reign hovered"
        " mull mulled pored spread"
    ),
    "under": word_set(
        "works worked working stood stand slept sleep hid hide hidden buried buries trapped lay lies lie"
        " sheltered passed passes came comes served serve ran runs crawled sat submerged placed swept ploughed"
        " found dug went go held put"
    ),
    "from": word_set(
        "hear hears heard hearing made come comes came coming suffer suffers suffered drawn recruited"
        " collected away taken took bought received gathered chosen picked selected rescued freed"
    ),
    "close to": word_set(
        "live lives lived living stands stand stood lies lie lay parked located situated sited people sources"
        " houses homes built camped hovered flew flies hung rise rises rose mounted just"
    ),
    "up to": word_set("add adds added adding lead leads led leading stood lined owned"),
}
