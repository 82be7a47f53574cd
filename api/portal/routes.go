package portal

import (
	"net/http"

	"github.com/invoer/invoer/api"
)

// New makes the portal and puts its routes on the server's Mux.
func New(server *api.Server) *Portal {
	p := &Portal{server}
	p.routes()
	return p
}

// routes lists every page and form of the portal.
func (p *Portal) routes() {
	face := api.Face{SignIn: p.askSignIn, Fail: p.fail, Prove: p.askSecondFactor}
	open := func(pattern string, h func(http.ResponseWriter, *http.Request) error) {
		p.Mux.Handle(pattern, p.Anybody(face, h))
	}
	person := func(pattern string, h api.Handler) { p.Mux.Handle(pattern, p.Person(face, p.noting(pattern, h))) }

	p.Mux.Handle("GET /static/", Static())
	open("GET /sign-in", p.showSignIn)
	open("POST /sign-in", p.signIn)
	open("GET /sign-in/code", p.showCode)
	open("POST /sign-in/code", p.signInByCode)
	open("POST /sign-in/passkey/ask", p.askPasskey)
	open("POST /sign-in/passkey", p.signInByPasskey)
	open("POST /sign-in/office", p.askProvider)
	open("GET /sign-in/office/back", p.backFromProvider)
	open("GET /invitation/{secret}", p.showInvitation)
	open("POST /invitation/{secret}", p.acceptInvitation)
	person("POST /sign-out", p.signOut)

	person("GET /{$}", p.home)
	person("GET /documents", p.listDocuments)
	person("POST /documents", p.bulk)
	person("GET /documents/sure", p.showSure)
	person("POST /lists", p.saveList)
	person("POST /lists/{id}/forget", p.forgetList)
	person("GET /documents/{id}", p.showDocument)
	person("POST /documents/{id}/seat", p.sit)
	person("POST /documents/{id}/assignee", p.deed(deed{do: p.entrust, said: "entrusted"}))
	person("GET /documents/{id}/pages/{page}", p.showPage)
	person("GET /documents/{id}/pages/{page}/words", p.showWords)
	person("GET /documents/{id}/pages/{page}/region", p.showRegion)
	person("GET /documents/{id}/typed", p.showTyped)
	person("GET /documents/{id}/accounts", p.findAccounts)
	person("GET /documents/{id}/original", p.showOriginal)
	person("GET /documents/{id}/archive", p.showArchive)
	person("GET /documents/{id}/manifest", p.showManifest)
	person("POST /documents/{id}/fields", p.deed(deed{do: p.save, said: "saved"}))
	person("POST /documents/{id}/approve", p.deed(deed{do: p.approve, said: "approved", onward: true}))
	person("POST /documents/{id}/looked", p.deed(deed{do: p.looked, said: "looked"}))
	person("POST /documents/{id}/reject", p.deed(deed{do: p.reject, said: "rejected", onward: true}))
	person("POST /documents/{id}/reopen", p.deed(deed{do: p.reopen, said: "reopened"}))
	person("POST /documents/{id}/again", p.deed(deed{do: p.replay, said: "again"}))
	person("POST /documents/{id}/answer", p.deed(deed{do: p.answer, said: "answered"}))
	person("POST /documents/{id}/kind", p.deed(deed{do: p.setKind, said: "kind"}))
	person("POST /documents/{id}/client", p.deed(deed{do: p.move, said: "moved"}))

	person("POST /documents/{id}/join", p.deed(deed{do: p.join, said: "same"}))
	person("POST /documents/{id}/separate", p.deed(deed{do: p.separate, said: "separated"}))
	person("GET /documents/{id}/beside/{other}", p.showBeside)
	person("POST /documents/{id}/messages", p.say)
	person("GET /documents/{id}/message", p.showMessage)
	person("GET /questions", p.listQuestions)

	person("GET /upload", p.showUpload)
	p.Mux.Handle("POST /upload", p.Sender(face, p.upload))
	p.Mux.Handle("POST /upload/glance", p.Sender(face, p.glance))
	person("POST /deliveries/{id}/said", p.sayOfDelivery)
	p.Mux.HandleFunc("GET /sw.js", p.showWorker)
	p.Mux.Handle("POST /share", p.Sender(face, p.share))
	for _, pattern := range []string{"POST /uploads", "HEAD /uploads/{id}", "PATCH /uploads/{id}", "DELETE /uploads/{id}"} {
		p.Mux.Handle(pattern, p.Sender(face, p.pieces))
	}
	person("GET /uploads", p.listHalves)
	person("GET /uploads/{id}", p.showUploaded)
	person("POST /uploads/{id}/end", p.endHalf)
	p.Mux.HandleFunc("GET /manifest.webmanifest", p.showManifestOfApp)
	person("GET /deliveries", p.listDeliveries)
	person("GET /deliveries/{id}", p.showDelivery)
	person("GET /deliveries/{id}/parts/{page}/original", admin(p.showPart))
	person("GET /deliveries/{id}/files/{file}/pages/{page}", p.showLoosePage)
	person("POST /deliveries/{id}/client", p.ofDelivery(p.assign, "moved"))
	person("POST /deliveries/{id}/stack", p.ofDelivery(p.arrange, "arranged"))
	person("POST /deliveries/{id}/parts/{page}/take", p.ofDelivery(p.takePart, "part-taken"))
	person("POST /deliveries/{id}/again", p.ofDelivery(p.readAgain, "again"))
	person("POST /deliveries/{id}/admit", p.ofDelivery(p.admit, "admitted"))
	person("POST /deliveries/{id}/turn-away", p.ofDelivery(p.turnAway, "turned-away"))
	person("GET /events", p.events)

	person("GET /office/clients", admin(p.listClients))
	person("POST /office/clients", admin(p.addClient))
	p.Mux.Handle("POST /office/clients/list", p.Sender(face, admin(p.previewClients)))
	person("POST /office/clients/take", admin(p.takeClients))
	person("GET /office/clients/{id}", admin(p.showClient))
	person("POST /office/clients/{id}", admin(p.changeClient))
	person("POST /office/clients/{id}/mail", admin(p.renewMail))
	person("POST /office/clients/{id}/senders", admin(p.setSenders))
	person("GET /office/steps", admin(p.showSteps))
	person("POST /office/answers", admin(p.setAnswers))
	person("POST /office/two", admin(p.setTwo))
	person("POST /office/second-factor", admin(p.setSecondFactor))
	person("POST /office/limits", admin(p.setLimits))
	person("GET /office/users", admin(p.listUsers))
	person("POST /office/users", admin(p.addUser))
	person("POST /office/users/{id}/disable", admin(p.disableUser))
	person("POST /office/users/{id}/enable", admin(p.enableUser))
	person("POST /office/users/{id}/invitation", admin(p.invite))
	person("POST /office/users/{id}/second-factor", admin(p.resetSecondFactor))
	person("GET /office/sign-in", admin(p.showProvider))
	person("POST /office/sign-in", admin(p.setProvider))
	person("GET /office/history", admin(p.showPeople))
	person("GET /office/tokens", admin(p.listTokens))
	person("POST /office/tokens", admin(p.addToken))
	person("POST /office/tokens/{id}/revoke", admin(p.revokeToken))
	person("GET /office/webhooks", admin(p.listWebhooks))
	person("POST /office/webhooks", admin(p.addWebhook))
	person("POST /office/webhooks/{id}/remove", admin(p.removeWebhook))
	person("POST /office/webhooks/{hook}/attempts/{id}", admin(p.replayAttempt))
	person("GET /office/balance", admin(p.showBalance))

	person("GET /quality", office(p.showQuality))
	person("GET /quality/file", office(p.showQualityFile))

	person("GET /bookkeeping", office(p.showBooks))
	person("POST /bookkeeping/batches", office(p.makeBatch))
	person("GET /bookkeeping/batches/{id}/file", office(p.showBatch))
	person("GET /bookkeeping/batches/{id}/documents", office(p.showBatchDocuments))
	person("POST /bookkeeping/batches/{id}/confirm", office(p.confirmBatch))
	person("POST /bookkeeping/batches/{id}/take-back", office(p.takeBackBatch))
	p.Mux.Handle("POST /bookkeeping/batches/{id}/answer", p.Sender(face, office(p.answerBatch)))
	p.Mux.Handle("POST /bookkeeping/import", p.Sender(face, office(p.previewBooks)))
	p.Mux.Handle("POST /bookkeeping/learn", p.Sender(face, office(p.learnBookings)))
	person("POST /bookkeeping/start", office(p.startBooks))
	person("POST /bookkeeping/books", office(p.changeBooks))
	person("POST /bookkeeping/period", office(p.lockPeriod))
	person("POST /bookkeeping/imports/{id}/undo", office(p.undoBooks))

	person("GET /bookkeeping/automatic", office(p.showAutomatic))
	person("POST /bookkeeping/automatic", office(p.setAutomatic))
	person("POST /bookkeeping/automatic/suppliers", office(p.allowAlone))

	person("GET /bookkeeping/rules", office(p.showRules))
	person("POST /bookkeeping/rules", office(p.makeRule))
	person("POST /bookkeeping/rules/preview", office(p.previewRule))
	person("POST /bookkeeping/rules/{id}/end", office(p.endRule))
	person("POST /bookkeeping/rules/{id}/place", office(p.placeRule))

	person("GET /profile", p.showProfile)
	person("POST /profile/language", p.setLanguage)
	person("POST /profile/password", p.setPassword)
	person("POST /profile/sessions/{id}/end", p.endSession)
	person("GET /profile/code", p.showEnrolment)
	person("POST /profile/code", p.startSecondFactor)
	person("POST /profile/code/confirm", p.confirmSecondFactor)
	person("POST /profile/code/drop", p.dropSecondFactor)
	person("POST /profile/code/recovery", p.renewRecoveryCodes)
	person("POST /profile/passkeys/ask", p.startPasskey)
	person("POST /profile/passkeys", p.addPasskey)
	person("POST /profile/passkeys/{id}/remove", p.removePasskey)

	person("/", p.nowhere)
}
