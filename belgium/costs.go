package belgium

import (
	"slices"
	"strings"
)

// A purchase is a kind of what a firm buys: what says so on an invoice, who sells it,
// and where a firm usually books it.
type purchase struct {
	name    string
	classes string // as the start chart has them: 61 is free to every firm, and its division is the custom of the trade
	sold    string // beginnings of the activities that mostly sell it: NACE-BEL 2008 and 2025
	words   string // that mean it, Dutch, French, German and English, small and without marks
}

// boughtMostly are the kinds that most firms buy.
var boughtMostly = []purchase{
	{
		"fuel", "613 615", "4730 46712 46811",
		`diesel benzine benzin essence gazole gasoil gasoline petrol e10 b7 adblue brandstof carburant kraftstoff treibstoff tankbeurt tankkaart
		tanken fuel lpg cng mazout laadpas laadsessie laadkaart recharge charging ladestrom laadbeurt`,
	},
	{
		"vehicle", "613 615", "452 453 454 9531 9532 5221",
		`garage onderhoudsbeurt banden reifen pneu tyre tire remblok remschijf bremse plaquettes frein brake vidange oliefilter motorolie
		olwechsel ruitenwisser essuie wiper distributieriem courroie carrosserie karosserie bodywork accubatterij autobatterij takeldienst
		depannage carwash wasbeurt lavage voertuig vehicule fahrzeug vehicle wagen voiture auto camion bestelwagen camionnette lieferwagen
		parking parkeer stationnement parkplatz peage tolvignet viapass autokeuring schokdemper amortisseur koppeling embrayage uitlaat
		echappement auspuff`,
	},
	{
		"lease", "613 615", "7711",
		`leasing lease renting operationele langlopende leasingrate huurwagen carrental mietwagen autoverhuur`,
	},
	{
		"car-insurance", "613 615", "",
		`omnium kfz autoverzekering assuranceauto motorrijtuig haftpflicht groenekaart`,
	},
	{
		"insurance", "613 615", "651 652 662",
		`verzekering assurance versicherung insurance polis police premie prime pramie premium rechtsbijstand aansprakelijkheid responsabilite
		brandverzekering incendie liability makelaar courtier hospitalisatie`,
	},
	{
		"work-insurance", "623 613", "",
		`arbeidsongeval accidents arbeitsunfall arbeidsongevallen workcompensation`,
	},
	{
		"electricity", "612", "3514 3511 3512 3513 3515 3516",
		`elektriciteit electricite strom stroom electricity kwh kilowatt netvergoeding distributienet energie energy energiebijdrage
		teruglevering injectie prosument grundpreis nettarief stromlieferung`,
	},
	{
		"gas", "612", "3523 3522 3521",
		`aardgas erdgas gaznaturel gas gaz gasverbruik butaan propaan`,
	},
	{
		"heating", "612", "",
		`stookolie heizol mazoutchauffage chaudiere ketelonderhoud chauffage verwarming heizung heating gasolie pellets brennholz`,
	},
	{
		"water", "612", "360 370",
		`water waterverbruik drinkwater saneringsbijdrage assainissement wasser abwasser afvalwater distributionwater eau rioolbijdrage
		riolering watermeter`,
	},
	{
		"phone", "612", "611 612 613 619",
		`telefoon telefonie telephone telephonie telefon gsm mobiel mobile mobilfunk internet glasvezel fibre glasfaser bundel forfait simkaart
		simcard roaming belminuten voip datatraffic databundel telecom breedband breitband rufnummer`,
	},
	{
		"post", "612", "531",
		`postzegel timbre briefmarke frankering affranchissement frankeer porto stamps aangetekend recommande einschreiben postage postbus`,
	},
	{
		"office", "612", "4762 46650 4666 4769 46180",
		`kantoorbenodigdheden papier papeterie balpen stylo kugelschreiber toner inkt encre tinte cartouche cartridge tintenpatrone enveloppe
		umschlag ordner classeur nietje agrafe notitie notizblock bloknote burobedarf bureauartikel printpapier printer imprimante drucker
		stationery etiket etiquette tipp potlood crayon stift marker schaar plakband ringmap`,
	},
	{
		"furniture", "240 612", "3101 3109 46470 4755 47591",
		`bureaustoel bureautafel meubel meuble mobel furniture kast armoire schrank stoel chaise stuhl chair desk rek etagere regal
		vergadertafel zetel fauteuil bureaulamp`,
	},
	{
		"computer", "241 240 612", "46510 4741 4740 2620",
		`laptop notebook ordinateur computer rechner beeldscherm ecran bildschirm monitor server serveur smartphone tablet switch router scanner
		toetsenbord clavier tastatur dockingstation ssd nas workstation portable hardware`,
	},
	{
		"software", "612 613", "582 6201 6210 6310 6311 6312",
		`software logiciel licentie licence lizenz license saas cloud hosting hebergement website webhosting domein domaine domain subscription
		workspace api credits ssl onderhoudscontract update upgrade erp crm app platform`,
	},
	{
		"it-service", "612 613", "6202 6203 6209 6220 6290 9511 9510",
		`helpdesk support firewall configuratie configuration netwerk reseau netzwerk technieker technicien techniker backup ict informatica
		informatique informatik programmatie developpement ontwikkeling entwicklung development`,
	},
	{
		"ads", "614", "7311 7312 7320 1812 1813",
		`reclame publicite werbung advertis advertentie annonce anzeige flyer folder depliant drukwerk impression druckerei druck printing
		visitekaart visitenkarte belettering lettrage beschriftung enseigne gevelreclame beurs salon messe banner sponsor campagne campaign
		kampagne marketing brochure affiche plakat poster logo huisstijl seo sponsored posts`,
	},
	{
		"lawyer", "613", "6910 6911 6912",
		`advocaat avocat anwalt lawyer legal ereloon honoraires honorar erelonen dossier dagvaarding citation rechtspleging notaris notaire
		notar akte acte urkunde gerechtsdeurwaarder huissier deurwaarder conclusies plaidoirie pleidooi consultatie consultation geschil litige
		juridisch rechtsanwalt`,
	},
	{
		"accountant", "613", "6920",
		`boekhouding comptabilite buchhaltung bookkeeping accounting accountant jaarrekening comptesannuels jahresabschluss fiscaal fiscal
		fiscale steuer steuerberat aangifte declaration revisor reviseur wirtschaftspruf audit fiduciaire neerlegging balans bilan closing`,
	},
	{
		"payroll", "613 612", "",
		`loonadministratie loonverwerking salaires gehalt payroll loonbrief paie secretariat loonfiche lohnabrechnung`,
	},
	{
		"engineer", "613", "711",
		`architect ingenieur studie etude stabiliteit stabilite ontwerp projet epb peb landmeter geometre vermessung haalbaarheid
		veiligheidscoordinat expertise`,
	},
	{
		"consultancy", "613", "7022 7020 7021",
		`consultancy consultance beratung advies conseil consulting coaching begeleiding managementvergoeding bestuurdersvergoeding`,
	},
	{
		"inspection", "611 613", "7120",
		`keuring controle inspectie inspection prufung tuv attest certificering certification keuringsverslag hefwerktuig`,
	},
	{
		"meals", "615 616", "561 562 563",
		`restaurant repas maaltijd lunch diner dinner menu dagschotel mahlzeit mittagessen abendessen couverts gedeck wijn vin wein wine
		aperitief aperitif dessert drank boisson getrank brasserie traiteur catering buffet receptie`,
	},
	{
		"hotel", "615 616", "551 552 559",
		`hotel overnachting nuitee ubernachtung kamer chambre zimmer room nacht logies logement verblijf sejour aufenthalt toeristentaks kurtaxe
		ontbijt breakfast`,
	},
	{
		"travel", "615 616", "491 511 791 493",
		`vlucht vol flug flight ticket treinticket trein train bahn taxi reis voyage reise travel luchthaven aeroport boarding vliegtuig autocar`,
	},
	{
		"gifts", "615 616", "4776 47761",
		`geschenk cadeau geschenkbon gift boeket bouquet bloemen fleurs blumen flowers bloemstuk rozen roses krans couronne champagne cadeaumand
		praline relatiegeschenk chocola`,
	},
	{
		"canteen", "615 616", "4711 47240 47250",
		`koffie cafe kaffee coffee thee melk lait milch milk suiker sucre zucker koekje biscuit keks mineraalwater frisdrank beker gobelet
		becher kantine cantine fruitmand versnapering snack`,
	},
	{
		"building", "611", "4321 4322 4332 4333 4334 4339 4391 4329 4331 412",
		`herstelling reparation reparatur repair dak toiture dach lekkage fuite loodgieter plombier sanitair sanitaire schilder peinture maler
		anstrich elektrische verlichting eclairage beleuchtung plaatsing pose montage deuren portes turen ramen fenetres fenster ketel isolatie
		isolation renovatie renovation vloer carrelage fliesen dakgoot airco climatisation klima onderhoudswerken schrijnwerk menuiserie
		slotenmaker serrurier`,
	},
	{
		"subcontract", "603 602", "4399 4120 4312 4311 4341 4342",
		`onderaanneming traitance subcontract subunternehmer nachunternehmer werf chantier baustelle regie vorderingsstaat avancement ploeg
		ploegbaas`,
	},
	{
		"materials", "600 601", "4673 4674 4683 4684 4613 4752 2361 2363 1610",
		`cement ciment zement beton baksteen brique ziegel gyproc gipsplaat platre mortel mortier balken poutre holz bois hout multiplex staal
		acier stahl isolatieplaat rotswol zand sable sand grind gravier kies tegel pallet schroefpaal wapening profiel plaatmateriaal grondstof`,
	},
	{
		"tools", "611 601", "4663 46620 4764 2573",
		`gereedschap outillage outil werkzeug tool boormachine perceuse bohrmaschine drill schroef vis schraube screw schroevendraaier hamer
		marteau zaag scie sage slijpschijf disque handschoen gants handschuh gloves ladder echelle leiter moersleutel accuschroef visseuse bout
		moer`,
	},
	{
		"workwear", "611 612 623", "46423 1412",
		`werkkledij werkkleding vetements arbeitskleidung workwear veiligheidsschoen fluo veiligheidshelm casque helm veiligheid epi pbm`,
	},
	{
		"resale-food", "604 600", "463 107 1071 103 105",
		`bloem farine mehl flour boter beurre butter groenten legumes gemuse vegetables brood pain brot vlees viande fleisch meat kaas fromage
		kase aardappel kartoffel vis poisson fisch fruit bier biere pils prosecco limonade vat fut`,
	},
	{
		"resale", "604 600", "464 469 461 467 468 282 289 321 478 479",
		`handelsgoederen marchandises handelsware waren collectie collection kollektion artikelen partij textiel textile tissu onderdelen
		ersatzteil spare parts cartons`,
	},
	{
		"packaging", "602 604 601", "1721 2222",
		`verpakking emballage verpackung packaging krimpfolie dozen karton carton kratten statiegeld consigne pfand palletfolie`,
	},
	{
		"machine", "230 231", "2822 2841 2849 2892 2893 4662 4664 4669",
		`machine maschine anlage compressor kompressor compresseur frees fraise generator heftruck chariot stapler kraan presse lasapparaat`,
	},
	{
		"car", "241 240 242", "451 4511 4781",
		`tweedehandswagen occasion gebrauchtwagen bedrijfswagen occasiewagen neuwagen`,
	},
	{
		"transport", "613 602 616", "494 5229 5320 521 5224 5225 5226",
		`transport vervoer zending envoi sendung shipment koerier coursier kurier courier vracht fret fracht freight levering livraison
		lieferung delivery pakket pakje colis paket parcel spedition expeditie verzending versand trajet rit rijkosten portkosten port douane
		zoll dedouanement`,
	},
	{
		"bank", "656 657 650", "641 649 6619",
		`bankkosten bancaire bank banque bankspesen beheerskosten zichtrekening transactiekosten terminal provisie commission rente interet
		zinsen kredietkaart payconiq bancontact`,
	},
	{
		"rent", "610", "6820 682",
		`huur loyer miete rent huurprijs huurgeld pacht kantoorruimte magazijn entrepot hangar loods bail lager opslagruimte storage pand`,
	},
	{
		"rent-costs", "610", "683 6832",
		`gemeenschappelijke lasten charges syndic syndicus nebenkosten voorheffing precompte provision copropriete`,
	},
	{
		"rent-tools", "610 611", "773 772 7731 7732",
		`hoogtewerker nacelle hebebuhne graafmachine pelle bagger stelling echafaudage gerust kopieerapparaat steiger werfkeet`,
	},
	{
		"training", "615 613 623", "855 8559 8532",
		`opleiding formation schulung training cursus cours kurs course seminar seminarie seminaire workshop webinar bijscholing inschrijving
		inscription lehrgang ehbo secourisme congres kongress`,
	},
	{
		"documentation", "612 615", "4761 5811 5813 5814 476 7490",
		`boek livre buch book tijdschrift revue zeitschrift magazine krant journal zeitung codex handboek manuel abonnement vakblad
		vakliteratuur documentatie`,
	},
	{
		"membership", "612 613 615", "941 942 949",
		`lidmaatschap cotisation mitgliedsbeitrag membership lidgeld bijdrage affiliation aansluiting beroepsvereniging federatie mitgliedschaft`,
	},
	{
		"taxes", "640", "841 842",
		`belasting taxe tax heffing retributie redevance gebuhr provinciebelasting gemeentebelasting gemeindesteuer verkeersbelasting vergunning
		permis boete amende milieubelasting kadaster concession`,
	},
	{
		"security", "611 612", "801 802 800 8010 8425",
		`alarm bewaking gardiennage bewachung surveillance beveiliging meldkamer camera brandblusser extincteur feuerloscher toezicht
		telesurveillance uberwachung patrouille rondes guard`,
	},
	{
		"cleaning", "611", "8121 8122 8129 8123 9601 9610",
		`poets schoonmaak nettoyage reinigung cleaning kuis glazenwasser vitres laveur allesreiniger nettoyant entretien vuilniszak mullsack
		handzeep savon seife detergent afwasmiddel vaisselle spulmittel toiletpapier dweil ontsmetting desinfect hygiene sanitaires`,
	},
	{
		"garden", "611", "813 0161",
		`tuin jardin garten gazon pelouse rasen grasmaaien haag haie hecke snoei elagage tuinonderhoud groenonderhoud maaien tonte`,
	},
	{
		"waste", "611", "381 382 383 390",
		`afval dechet abfall waste restafval rolcontainer conteneur container mull pmd pmc recyclage recycling ledigen lediging ophaling
		collecte entsorgung stort puin schroot`,
	},
	{
		"interim", "617", "782 781 783",
		`uitzend interim zeitarbeit leiharbeit temp staffing weekstaat prestations gepresteerde prestaties ouvriers arbeider uitzendkracht
		interimaire jobstudent`,
	},
	{
		"health", "623 613", "862 869 863 8690",
		`arbeidsgeneeskunde medecine medisch medical medizin preventie prevention onderzoek arzt dokter vaccin gezondheid kinesist apotheek
		pharmacie`,
	},
}

// meanings are the kinds of cost of each word, and activities that of each
// beginning of an activity.
var meanings, activities = func() (words map[string][]string, sold map[string]string) {
	words, sold = map[string][]string{}, map[string]string{}
	for _, c := range boughtMostly {
		for w := range strings.FieldsSeq(c.words) {
			words[w] = append(words[w], c.name)
		}
		for n := range strings.FieldsSeq(c.sold) {
			sold[n] = c.name
		}
	}
	return words, sold
}()

// leastPart is the shortest word that is looked for in compounds: a shorter one
// is found with an ending of at most two signs, and one of three or fewer as it
// is.
const leastPart = 5

// CostsSaid gives the kinds of cost that words mean (in small letters without
// marks), each once, and beside each the word that said so: of a compound what
// its longest known beginning or end means. It is empty where none is known.
func CostsSaid(words []string) (kinds, by []string) {
	for _, w := range words {
		for _, c := range costsOf(w) {
			if !slices.Contains(kinds, c) {
				kinds, by = append(kinds, c), append(by, w)
			}
		}
	}
	return kinds, by
}

func costsOf(w string) []string {
	for n := len(w); n >= 4; n-- {
		if c, ok := meanings[w[:n]]; ok && (n >= leastPart || len(w)-n <= 2) {
			return c
		}
		if c, ok := meanings[w[len(w)-n:]]; ok && n >= leastPart {
			return c
		}
	}
	return meanings[w]
}

// CostSold gives the kind of cost that a supplier of an activity (NACE-BEL, two
// to five digits) mostly sells, and "" where none is known.
func CostSold(activity string) string {
	for n := len(activity); n >= 3; n-- {
		if c, ok := activities[activity[:n]]; ok {
			return c
		}
	}
	return ""
}

// UsualClasses gives the classes of the chart, three digits each, on which firms
// mostly book a kind of cost, the usual one first.
func UsualClasses(kind string) []string {
	i := slices.IndexFunc(boughtMostly, func(c purchase) bool { return c.name == kind })
	if i < 0 {
		return nil
	}
	return strings.Fields(boughtMostly[i].classes)
}
