package samples

import "github.com/invoer/invoer"

// A trade is what suppliers of one kind sell, and how it is usually booked.
type trade struct {
	nace    []string
	country string   // where they are from; BE where it is empty
	names   []string // what stands in their names
	items   []item
	months  float64 // documents a month
	share   float64 // how common such a supplier is
}

// An item is something sold. Its account follows from its role, by the chart
// of the client.
type item struct {
	role       string
	words      [4]string // nl, fr, en, de; ways to say it are parted by "|"
	rate       int64
	deductible int
	class      string
	vat        string // case of the booking contract; domestic where it is empty
	low, high  int64  // euro
	often      int    // how often beside the others
}

func words(nl, fr, en, de string) [4]string { return [4]string{nl, fr, en, de} }

// A service with 21 %, wholly deductible, is what most are; the rest says what
// differs.
func service(role string, w [4]string, low, high int64) item {
	return item{role: role, words: w, rate: 2100, deductible: 100, class: "services", low: low, high: high, often: 1}
}

func (i item) at(rate int64) item       { i.rate = rate; return i }
func (i item) deducts(percent int) item { i.deductible = percent; return i }
func (i item) goods() item              { i.class = "goods"; return i }
func (i item) investment() item         { i.class = "investment"; return i }
func (i item) times(n int) item         { i.often = n; return i }
func (i item) untaxed(vat string) item  { i.vat, i.rate, i.deductible = vat, 0, 0; return i }
func (i item) reversed(vat string) item { i.vat, i.rate = vat, 2100; return i }
func (i item) reverse() bool {
	return i.vat == "eu" || i.vat == "cocontractor" || i.vat == "outside-eu" || i.vat == "import"
}
func (i item) category() string { return categories[i.vat] }
func (i item) treatment() invoer.Treatment {
	vat := i.vat
	if vat == "" {
		vat = "domestic"
	}
	return invoer.Treatment{Case: vat, Class: i.class, Rate: i.rate, Deductible: i.deductible}
}

var categories = map[string]string{
	"": "S", "domestic": "S", "cocontractor": "AE", "eu": "K", "outside-eu": "O", "import": "G", "exempt": "E", "small-business": "E", "margin": "E", "none": "O",
}

// phrases are what the law wants on a document with a case of VAT.
var phrases = map[string][4]string{
	"cocontractor":   words("Btw verlegd, art. 20 KB nr. 1", "Autoliquidation, art. 20 AR n° 1", "Reverse charge", "Steuerschuldnerschaft des Leistungsempfängers"),
	"eu":             words("Btw verlegd, intracommunautaire levering", "Autoliquidation, livraison intracommunautaire", "VAT reverse charge, intra-community supply", "Innergemeinschaftliche Lieferung, Reverse Charge"),
	"outside-eu":     words("Geen Belgische btw", "Sans TVA belge", "No VAT, service outside the EU", "Keine Mehrwertsteuer"),
	"import":         words("Invoer, verlegging ET 14.000", "Importation, report ET 14.000", "Import, VAT deferral", "Einfuhr, Verlagerung"),
	"exempt":         words("Vrijgesteld van btw, art. 44 W.Btw", "Exempté de TVA, art. 44 CTVA", "Exempt from VAT, art. 44", "Steuerbefreit, Art. 44"),
	"small-business": words("Bijzondere vrijstellingsregeling kleine ondernemingen", "Régime particulier de franchise des petites entreprises", "Small business scheme", "Sonderregelung für Kleinunternehmen"),
	"margin":         words("Bijzondere regeling gebruikte goederen, margeregeling", "Régime particulier, biens d'occasion", "Margin scheme, second-hand goods", "Differenzbesteuerung"),
}

var trades = []trade{
	{nace: []string{"45201", "45202"}, names: []string{"Garage", "Carrosserie", "Autobedrijf", "Motors"}, months: 0.8, share: 3, items: []item{
		service("car", words("Onderhoud wagen|Groot onderhoud|Remblokken vervangen|Olie verversen|Bandenwissel", "Entretien voiture|Plaquettes de frein|Vidange huile|Changement pneus", "Car service|Brake pads", "Wartung Fahrzeug|Bremsbeläge"), 80, 900).deducts(50).times(6),
		service("car", words("Takeldienst|Diagnose motor|Technische controle voorbereiding", "Dépannage|Diagnostic moteur", "Towing", "Abschleppen"), 60, 300).deducts(50).times(2),
		service("tools", words("Gereedschapskoffer|Ruitenwisservloeistof doos", "Coffret outils|Lave-glace carton", "Toolbox", "Werkzeugkoffer"), 20, 150).goods(),
	}},
	{nace: []string{"47300", "46710"}, names: []string{"Oil", "Energies", "Brandstoffen", "Carburants", "Tankstation"}, months: 1.6, share: 2, items: []item{
		service("fuel", words("Diesel|Benzine 95 E10|AdBlue|Tankbeurten", "Diesel|Essence 95 E10|Pleins carburant", "Diesel|Petrol", "Diesel|Benzin"), 50, 600).deducts(50).goods().times(8),
		service("heating", words("Stookolie mazout|Gasolie verwarming", "Mazout de chauffage|Gasoil chauffage", "Heating oil", "Heizöl"), 400, 2500).goods(),
		service("car", words("Carwash|Autowasbeurt", "Lavage voiture|Car-wash", "Car wash", "Autowäsche"), 8, 25).deducts(50).times(2),
	}},
	{nace: []string{"77110", "64910"}, names: []string{"Lease", "Rent a Car", "Autolease", "Fleet"}, months: 1, share: 1.5, items: []item{
		service("lease", words("Huur voertuig|Operationele leasing|Maandelijkse leaseprijs", "Location véhicule|Leasing opérationnel|Loyer mensuel véhicule", "Vehicle lease", "Fahrzeugleasing"), 350, 900).deducts(50).times(5),
		service("lease", words("Afrekening kilometers|Inzetvergoeding", "Décompte kilomètres", "Mileage settlement", "Kilometerabrechnung"), 40, 600).deducts(50),
	}},
	{nace: []string{"61100", "61200", "61900"}, names: []string{"Telecom", "Net", "Mobile", "Fibre"}, months: 1, share: 2.5, items: []item{
		service("phone", words("Abonnement mobiel|Mobiele telefonie|Gesprekken", "Abonnement mobile|Téléphonie mobile|Communications", "Mobile subscription", "Mobilfunk"), 15, 300).times(4),
		service("phone", words("Vaste lijn|Internet business|Fibre abonnement", "Ligne fixe|Internet business|Abonnement fibre", "Business internet", "Internetanschluss"), 30, 120).times(3),
		service("hardware", words("Smartphone|Toestel iPhone|Router huur aankoop", "Smartphone|Appareil iPhone|Routeur achat", "Handset", "Smartphone"), 150, 1100).goods(),
	}},
	{nace: []string{"35140", "35230"}, names: []string{"Energie", "Power", "Electric", "Gas en Licht"}, months: 1, share: 1.6, items: []item{
		service("electricity", words("Elektriciteit voorschot|Verbruik elektriciteit kWh|Energiecomponent dag nacht", "Électricité acompte|Consommation électricité kWh", "Electricity", "Strom"), 80, 1500).times(3),
		service("gas", words("Aardgas voorschot|Verbruik aardgas", "Gaz naturel acompte|Consommation gaz naturel", "Natural gas", "Erdgas"), 60, 900).times(2),
	}},
	{nace: []string{"36000"}, names: []string{"Watermaatschappij", "Eaux", "Water"}, months: 0.33, share: 0.8, items: []item{
		service("water", words("Drinkwater verbruik m3|Vastrecht water|Sanering bijdrage", "Eau distribution m3|Redevance eau|Assainissement", "Water supply", "Wasserversorgung"), 30, 300).at(600),
	}},
	{nace: []string{"47620", "46660", "17230"}, names: []string{"Office", "Papier", "Bureau", "Kantoorcentrum", "Papeterie"}, months: 0.9, share: 2.5, items: []item{
		service("office", words("Kopieerpapier A4|Balpennen blauw|Ordners|Toner zwart|Enveloppen", "Papier copie A4|Stylos bleus|Classeurs|Toner noir|Enveloppes", "Copy paper A4|Toner", "Kopierpapier A4|Ordner"), 10, 300).goods().times(8),
		service("furniture", words("Bureaustoel ergonomisch|Bureautafel verstelbaar|Archiefkast metaal", "Chaise de bureau ergonomique|Bureau réglable|Armoire métallique", "Desk chair", "Bürostuhl"), 600, 2500).investment(),
		service("canteen", words("Koffie bonen kantine|Suikersticks|Bekertjes", "Café en grains cantine|Bâtonnets sucre|Gobelets", "Coffee beans", "Kaffeebohnen"), 15, 120).goods().at(600).times(2),
	}},
	{nace: []string{"69102", "69101"}, names: []string{"Advocaten", "Avocats", "Law", "Advocatenkantoor"}, months: 0.3, share: 1.5, items: []item{
		service("lawyer", words("Erelonen dossier|Consultatie en briefwisseling|Rechtsplegingskosten", "Honoraires dossier|Consultation et correspondance", "Legal fees", "Anwaltshonorar"), 200, 5000),
	}},
	{nace: []string{"69201", "69202"}, names: []string{"Accountants", "Fiduciaire", "Boekhouding", "Comptable"}, months: 0.5, share: 1, items: []item{
		service("accountant", words("Boekhouding kwartaal|Opmaak jaarrekening|Btw-aangifte", "Comptabilité trimestre|Comptes annuels|Déclaration TVA", "Bookkeeping", "Buchhaltung"), 200, 2500),
	}},
	{nace: []string{"84130"}, names: []string{"Notaris", "Notaire"}, months: 0.1, share: 0.5, items: []item{
		service("lawyer", words("Ereloon akte|Aktekosten", "Honoraires acte|Frais d'acte", "Notary fees", "Notargebühren"), 300, 3000),
	}},
	{nace: []string{"56101", "56102", "56301"}, names: []string{"Restaurant", "Brasserie", "Bistro", "Taverne", "Café"}, months: 0.5, share: 3, items: []item{
		service("restaurant", words("Maaltijd|Lunch menu|Diner couverts", "Repas|Menu lunch|Dîner couverts", "Meal|Lunch", "Mittagessen"), 20, 250).at(1200).deducts(0).times(3),
		service("restaurant", words("Dranken|Wijn fles", "Boissons|Bouteille de vin", "Drinks", "Getränke"), 10, 120).deducts(0).times(2),
	}},
	{nace: []string{"55100"}, names: []string{"Hotel", "Hôtel", "Inn"}, months: 0.3, share: 1, items: []item{
		service("hotel", words("Overnachting kamer|Kamer met ontbijt", "Nuitée chambre|Chambre petit déjeuner", "Room night", "Übernachtung"), 80, 400).at(1200).deducts(0),
	}},
	{nace: []string{"43320", "43910", "43210", "43221", "41201"}, names: []string{"Bouw", "Construct", "Elektro", "Sanitair", "Toiture", "Schrijnwerkerij"}, months: 0.5, share: 3, items: []item{
		service("building", words("Plaatsing deuren|Herstelling dak|Werken elektriciteit|Sanitaire herstelling", "Pose portes|Réparation toiture|Travaux électricité|Réparation sanitaire", "Repair works", "Reparaturarbeiten"), 150, 4000).reversed("cocontractor"),
	}},
	{nace: []string{"43341", "43390"}, names: []string{"Schilderwerken", "Peinture", "Onderaanneming"}, months: 0.8, share: 1.2, items: []item{
		service("subcontract", words("Onderaanneming werf uren|Werkuren ploeg werf", "Sous-traitance chantier heures|Heures équipe chantier", "Subcontracting site hours", "Subunternehmer Baustelle"), 500, 8000).reversed("cocontractor"),
	}},
	{nace: []string{"46731", "47521"}, names: []string{"Bouwmaterialen", "Brico", "Doe-het-zelf", "Matériaux"}, months: 1.2, share: 2.5, items: []item{
		service("materials", words("Cement zakken|Gyproc platen|Hout balken|Isolatie platen", "Ciment sacs|Plaques gyproc|Poutres bois|Panneaux isolation", "Cement bags", "Zementsäcke"), 50, 2500).goods().times(5),
		service("tools", words("Boormachine|Schroeven doos|Handschoenen|Zaagblad", "Perceuse|Vis boîte|Gants|Lame de scie", "Drill|Screws", "Bohrmaschine"), 10, 250).goods().times(3),
		service("cleaning", words("Vuilniszakken|Allesreiniger", "Sacs poubelle|Nettoyant", "Bin bags", "Müllsäcke"), 8, 60).goods().times(1),
	}},
	{nace: []string{"46390", "46340", "10710"}, names: []string{"Food", "Drankenhandel", "Bakkerij", "Alimentation"}, months: 2.5, share: 2, items: []item{
		service("resale6", words("Bloem zakken|Boter|Suiker|Groenten vers|Brood", "Farine sacs|Beurre|Sucre|Légumes frais|Pain", "Flour", "Mehl"), 50, 1200).goods().at(600).times(6),
		service("resale21", words("Frisdrank bakken|Bier vaten|Wijn dozen", "Limonades casiers|Bière fûts|Vin cartons", "Soft drinks", "Limonade"), 50, 1500).goods().times(4),
		service("packaging", words("Statiegeld en dozen|Verpakking papieren zakken", "Emballage sacs papier", "Packaging", "Verpackung"), 20, 200).goods(),
	}},
	{nace: []string{"62010", "62020", "63110"}, names: []string{"Software", "IT", "Web", "Hosting", "Digital"}, months: 0.8, share: 2.5, items: []item{
		service("software", words("Licentie software maand|Hosting website|Domeinnaam verlenging", "Licence logiciel mois|Hébergement site|Nom de domaine", "Software licence|Hosting", "Softwarelizenz"), 20, 600).times(5),
		service("itsupport", words("Interventie technieker|Support uren", "Intervention technicien|Heures support", "Support hours", "Supportstunden"), 80, 900).times(2),
		service("hardware", words("Laptop|Beeldscherm 27 inch|Server", "Ordinateur portable|Écran 27 pouces", "Laptop", "Laptop"), 500, 2500).investment(),
	}},
	{nace: []string{"62010", "63120"}, country: "IE", names: []string{"Cloud", "Ads", "Platforms"}, months: 1, share: 2, items: []item{
		service("adsonline", words("Advertenties campagne", "Publicités campagne", "Ads campaign|Advertising services", "Werbeanzeigen"), 30, 1500).reversed("eu").times(2),
		service("software", words("Abonnement cloud", "Abonnement cloud", "Cloud subscription|Workspace licences", "Cloud-Abo"), 10, 400).reversed("eu").times(2),
	}},
	{nace: []string{"46690", "28990"}, country: "DE", names: []string{"Maschinenbau", "Technik", "Handels"}, months: 0.5, share: 1.2, items: []item{
		service("resale21", words("Onderdelen", "Pièces", "Spare parts", "Ersatzteile|Dichtungen|Lager"), 100, 3000).goods().reversed("eu").times(3),
		service("machine", words("Machine", "Machine", "Machine", "Maschine|Anlage Typ"), 3000, 15000).investment().reversed("eu"),
		service("transport", words("Transportkosten", "Frais de port", "Freight", "Frachtkosten|Versand"), 20, 200).reversed("eu").times(2),
	}},
	{nace: []string{"46410", "46900"}, country: "NL", names: []string{"Groothandel", "Trading", "Import"}, months: 0.8, share: 1.5, items: []item{
		service("resale21", words("Artikelen partij|Collectie|Stoffen rol", "Articles lot", "Goods", "Waren"), 100, 4000).goods().reversed("eu"),
	}},
	{nace: []string{"62010"}, country: "US", names: []string{"Inc", "Labs", "Apps"}, months: 0.8, share: 1.2, items: []item{
		service("software", words("Subscription", "Subscription", "Subscription plan|API usage|Seats", "Abo"), 10, 500).reversed("outside-eu"),
	}},
	{nace: []string{"46900"}, country: "CN", names: []string{"Industrial", "Export", "Trading"}, months: 0.2, share: 0.6, items: []item{
		service("resale21", words("Goods", "Goods", "Container goods|Cartons", "Waren"), 1000, 9000).goods().reversed("import"),
	}},
	{nace: []string{"65112", "65121", "66220"}, names: []string{"Verzekeringen", "Assurances", "Insurance"}, months: 0.3, share: 2, items: []item{
		service("insurancecar", words("Premie BA auto|Verzekering voertuig", "Prime RC auto|Assurance véhicule", "Car insurance", "Kfz-Versicherung"), 300, 1500).untaxed("exempt").times(3),
		service("insurance", words("Premie brandverzekering|Verzekering BA uitbating|Rechtsbijstand", "Prime incendie|Assurance RC exploitation", "Fire insurance", "Feuerversicherung"), 200, 2500).untaxed("exempt").times(3),
		service("insurancework", words("Premie arbeidsongevallen", "Prime accidents du travail", "Work accident insurance", "Arbeitsunfall"), 300, 3000).untaxed("exempt").times(1),
	}},
	{nace: []string{"64190"}, names: []string{"Bank", "Banque"}, months: 0.5, share: 0.6, items: []item{
		service("bank", words("Bankkosten|Beheerskosten rekening", "Frais bancaires|Frais de gestion compte", "Bank charges", "Bankspesen"), 5, 80).untaxed("exempt"),
	}},
	{nace: []string{"68203", "68201"}, names: []string{"Immo", "Vastgoed", "Properties"}, months: 1, share: 1, items: []item{
		service("rent", words("Huur kantoor maand|Huurprijs magazijn", "Loyer bureau mois|Loyer entrepôt", "Office rent", "Büromiete"), 600, 3500).untaxed("exempt").times(5),
		service("rentcosts", words("Gemeenschappelijke lasten|Syndicuskosten", "Charges communes|Frais syndic", "Service charges", "Nebenkosten"), 50, 500).untaxed("exempt").times(1),
	}},
	{nace: []string{"85592", "86210"}, names: []string{"Opleiding", "Formation", "Academy"}, months: 0.2, share: 1, items: []item{
		service("training", words("Opleiding dag|Cursus inschrijving", "Formation journée|Inscription cours", "Training day", "Schulung"), 100, 1200).untaxed("exempt"),
	}},
	{nace: []string{"81290", "96092", "74100"}, names: []string{"Jan", "Sofie", "Marc", "Ateliers", "Studio"}, months: 0.7, share: 1.5, items: []item{
		service("cleaning", words("Poetsdienst uren|Schoonmaak lokalen", "Nettoyage heures|Nettoyage locaux", "Cleaning hours", "Reinigung Stunden"), 80, 600).untaxed("small-business"),
	}},
	{nace: []string{"81210", "81220"}, names: []string{"Clean", "Schoonmaak", "Nettoyage", "Facility"}, months: 1, share: 1.5, items: []item{
		service("cleaning", words("Poetsdienst kantoren|Ramen wassen|Schoonmaak maand", "Nettoyage bureaux|Lavage vitres", "Office cleaning", "Büroreinigung"), 100, 1200),
	}},
	{nace: []string{"45113"}, names: []string{"Occasions", "Tweedehands", "Cars"}, months: 0.1, share: 0.5, items: []item{
		service("vehicle", words("Tweedehandswagen|Bestelwagen gebruikt", "Voiture d'occasion|Camionnette occasion", "Used car", "Gebrauchtwagen"), 4000, 15000).investment().untaxed("margin"),
	}},
	{nace: []string{"73110", "18120", "58130"}, names: []string{"Drukkerij", "Print", "Media", "Publicité", "Reclame"}, months: 0.4, share: 2, items: []item{
		service("advertising", words("Flyers drukwerk|Advertentie krant|Belettering|Visitekaartjes", "Flyers impression|Annonce journal|Lettrage|Cartes de visite", "Printing flyers", "Flyer Druck"), 80, 2000),
	}},
	{nace: []string{"49410", "52290", "53200"}, names: []string{"Transport", "Express", "Koerier", "Logistics"}, months: 1.2, share: 2, items: []item{
		service("transport", words("Transport zending|Koerierdienst|Vervoer paletten", "Transport envoi|Service coursier|Transport palettes", "Shipment", "Versand Sendung"), 15, 900),
	}},
	{nace: []string{"53100"}, names: []string{"Post", "Poste"}, months: 0.7, share: 0.5, items: []item{
		service("postage", words("Postzegels|Frankering", "Timbres|Affranchissement", "Stamps", "Briefmarken"), 20, 200).untaxed("exempt").times(3),
		service("transport", words("Pakjes verzending", "Envoi colis", "Parcels", "Pakete"), 20, 150).times(2),
	}},
	{nace: []string{"78200"}, names: []string{"Interim", "Uitzendkantoor", "Jobs"}, months: 1.5, share: 1, items: []item{
		service("interim", words("Uitzendkrachten prestaties|Uren uitzendarbeid", "Prestations intérimaires|Heures intérim", "Temp staff hours", "Zeitarbeit Stunden"), 500, 5000),
	}},
	{nace: []string{"38110", "38320"}, names: []string{"Recycling", "Containers", "Milieu"}, months: 0.8, share: 1, items: []item{
		service("waste", words("Ophaling restafval container|Verwerking afval ton", "Collecte déchets conteneur|Traitement déchets", "Waste collection", "Abfallentsorgung"), 50, 700),
	}},
	{nace: []string{"47761", "01190"}, names: []string{"Bloemen", "Fleurs", "Flora"}, months: 0.3, share: 0.8, items: []item{
		service("gifts", words("Boeket relatiegeschenk|Bloemstuk", "Bouquet cadeau client|Arrangement fleurs", "Flowers gift", "Blumenstrauß"), 25, 150).at(600).deducts(0).goods(),
	}},
	{nace: []string{"47610", "58110"}, names: []string{"Boekhandel", "Uitgeverij", "Editions"}, months: 0.4, share: 1, items: []item{
		service("documentation", words("Vakboek|Abonnement vaktijdschrift|Codex", "Livre professionnel|Abonnement revue", "Book", "Fachbuch"), 20, 400).at(600).goods(),
	}},
	{nace: []string{"94110", "84110", "94120"}, names: []string{"Stad", "Commune", "Federatie", "Kamer"}, months: 0.15, share: 1, items: []item{
		service("taxes", words("Belasting op bedrijfsruimte|Retributie|Milieubelasting", "Taxe sur surface|Redevance communale", "City tax", "Gemeindesteuer"), 50, 900).untaxed("none").times(3),
		service("membership", words("Lidmaatschap|Bijdrage beroepsvereniging", "Cotisation|Affiliation", "Membership", "Mitgliedsbeitrag"), 60, 600).untaxed("none").times(1),
	}},
	{nace: []string{"80100", "80200"}, names: []string{"Security", "Alarm", "Bewaking"}, months: 0.4, share: 0.8, items: []item{
		service("security", words("Alarmbewaking|Onderhoud alarm|Camera toezicht", "Télésurveillance|Entretien alarme", "Alarm monitoring", "Alarmüberwachung"), 30, 500),
	}},
	{nace: []string{"47190", "47910"}, names: []string{"Shop", "Market", "Webwinkel", "Store"}, months: 1.5, share: 2, items: []item{
		service("office", words("Printerinkt|USB-stick|Batterijen AA", "Encre imprimante|Clé USB|Piles AA", "Printer ink", "Druckertinte"), 10, 150).goods().times(4),
		service("canteen", words("Koffie capsules|Waterflessen", "Capsules café|Bouteilles eau", "Coffee capsules", "Kaffeekapseln"), 10, 80).goods().at(600).times(2),
		service("gifts", words("Geschenkbon|Relatiegeschenk", "Chèque cadeau|Cadeau client", "Gift box", "Geschenk"), 25, 200).goods().deducts(0).times(1),
		service("hardware", words("Laptop|Tablet", "Ordinateur portable|Tablette", "Laptop|Tablet", "Laptop"), 500, 1800).investment().times(1),
		service("cleaning", words("Handzeep|Papieren handdoeken", "Savon mains|Essuie-mains papier", "Hand soap", "Handseife"), 8, 60).goods().times(2),
	}},
}

// accounts are the numbers of a fine chart, by role.
var accounts = map[string]string{
	"car": "6134", "fuel": "6133", "lease": "6135", "insurancecar": "6136", "tools": "6112", "heating": "6122", "electricity": "6121", "gas": "6123", "water": "6124",
	"phone": "6126", "hardware": "2410", "office": "6127", "furniture": "2400", "canteen": "6150", "lawyer": "6132", "accountant": "6131", "restaurant": "6160",
	"hotel": "6161", "building": "6111", "subcontract": "6030", "materials": "6000", "cleaning": "6113", "resale6": "6041", "resale21": "6040", "packaging": "6020",
	"software": "6128", "itsupport": "6129", "adsonline": "6141", "machine": "2300", "transport": "6137", "insurance": "6138", "insurancework": "6230", "bank": "6560",
	"rent": "6100", "rentcosts": "6101", "training": "6151", "vehicle": "2450", "advertising": "6140", "postage": "6125", "interim": "6170", "waste": "6114",
	"gifts": "6162", "documentation": "6152", "taxes": "6400", "membership": "6153", "security": "6115",
}

// merged are the roles that a coarse chart books on the account of another.
var merged = map[string]string{
	"lease": "car", "fuel": "car", "gas": "electricity", "heating": "electricity", "itsupport": "software", "adsonline": "advertising", "rentcosts": "rent",
	"hotel": "restaurant", "tools": "materials", "packaging": "resale21", "accountant": "lawyer", "documentation": "office", "postage": "office", "membership": "office",
}
