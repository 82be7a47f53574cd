package v1

import "net/http"

// routes is the table of contents: every route with its method, its path, the
// scope that a token must have, its name and what it does.
func (v *V1) routes() {
	const get, post, put, patch, remove = http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete

	v.addReceive(route{post, "/deliveries", "ingest", "receive-delivery", "Hand documents in", http.StatusAccepted})
	add(v, route{get, "/deliveries", "read", "list-deliveries", "List what came in", 0}, v.deliveries)
	add(v, route{get, "/deliveries/{id}", "read", "get-delivery", "One delivery, its ledger, and how far its files are", 0}, v.delivery)
	add(v, route{post, "/deliveries/{id}/admit", "write", "admit-delivery", "Say yes to a delivery from somebody who was not expected", 0}, v.letIn)
	add(v, route{post, "/deliveries/{id}/turn-away", "write", "turn-away-delivery", "Say no to one; its bytes are kept, nothing is read", 0}, v.turnAway)
	add(v, route{get, "/deliveries/{id}/stack", "read", "get-stack", "How the pages of a delivery lie in documents", 0}, v.stack)
	add(v, route{post, "/deliveries/{id}/stack", "write", "arrange-stack", "Cut, join, order and turn, and undo it", 0}, v.arrange)
	register(v, bytesOperation(v, route{get, "/deliveries/{id}/parts/{n}/original", "admin", "get-part", "The bytes of a part, also in quarantine; for admins", 0}, "application/octet-stream"), v.part)
	add(v, route{post, "/deliveries/{id}/parts/{n}/take", "write", "take-part", "Take a part that was skipped all the same", http.StatusAccepted}, v.takePart)
	add(v, route{put, "/deliveries/{id}/client", "write", "assign-delivery", "Give a delivery to a client, with all of its documents that nobody gave to a third one", 0}, v.assign)
	add(v, route{post, "/deliveries/{id}/replay", "write", "replay-delivery", "Try again what could not be read", http.StatusAccepted}, v.readAgain)

	add(v, route{get, "/documents", "read", "list-documents", "List documents, newest first", 0}, v.documents)
	add(v, route{get, "/documents/{id}", "read", "get-document", "One document with all that is known of it", 0}, v.document)
	add(v, route{patch, "/documents/{id}/fields", "write", "correct-fields", "Say what fields are", 0}, v.correct)
	add(v, route{post, "/documents/{id}/approve", "write", "approve-document", "Accept a document as it stands", 0}, v.approve)
	add(v, route{post, "/documents/{id}/reject", "write", "reject-document", "Refuse a document", 0}, v.reject)
	add(v, route{post, "/documents/{id}/reopen", "write", "reopen-document", "Take an approval or rejection back", 0}, v.reopen)
	add(v, route{post, "/documents/{id}/replay", "write", "replay-document", "Read a document again; what a person typed stays", http.StatusAccepted}, v.replay)
	add(v, route{post, "/documents/{id}/answer", "write", "answer-finding", "Accept a finding", 0}, v.answerFinding)
	add(v, route{put, "/documents/{id}/kind", "write", "set-kind", "Say what kind of document it is", 0}, v.setKind)
	add(v, route{put, "/documents/{id}/client", "write", "move-document", "Give a document to another client", 0}, v.move)
	add(v, route{get, "/documents/{id}/originals", "read", "list-originals", "All that came in of a document", 0}, v.originals)
	add(v, route{post, "/documents/{id}/join", "write", "join-documents", "Say that it is an original of another document", 0}, v.join)
	add(v, route{post, "/documents/{id}/separate", "write", "separate-original", "Say that an original is a document of its own; it is not asked again", 0}, v.separate)
	add(v, route{get, "/documents/{id}/history", "read", "get-history", "Who changed what", 0}, v.history)
	register(v, bytesOperation(v, route{get, "/documents/{id}/original", "read", "get-original", "The file as it came in", 0}, "application/pdf", "application/octet-stream"), v.original)
	register(v, bytesOperation(v, route{get, "/documents/{id}/archive", "read", "get-archive", "The searchable copy", 0}, "application/pdf", "application/octet-stream"), v.archive)
	register(v, bytesOperation(v, route{get, "/documents/{id}/manifest", "read", "get-manifest", "What the archive knows of it", 0}, "application/json"), v.manifest)
	register(v, bytesOperation(v, route{get, "/documents/{id}/pages/{n}", "read", "get-page", "The picture of a page", 0}, "image/jpeg", "image/png"), v.page)
	add(v, route{get, "/documents/{id}/pages/{n}/words", "read", "get-words", "The words of a page and where they stand", 0}, v.words)

	register(v, eventsOperation(v), v.events)
	add(v, route{get, "/webhooks", "admin", "list-webhooks", "List webhooks", 0}, v.webhooks)
	add(v, route{post, "/webhooks", "admin", "add-webhook", "Have an address told of events", http.StatusCreated}, v.addWebhook)
	add(v, route{remove, "/webhooks/{id}", "admin", "remove-webhook", "End a webhook; its log stays", 0}, v.removeWebhook)
	add(v, route{get, "/webhooks/attempts", "admin", "list-attempts", "What was sent to webhooks, newest first", 0}, v.attempts)
	add(v, route{post, "/webhooks/attempts/{id}/replay", "admin", "replay-attempt", "Send an event again now", http.StatusAccepted}, v.replayAttempt)

	add(v, route{get, "/offices", "read", "list-offices", "The office of this token", 0}, v.offices)
	add(v, route{put, "/offices/{id}", "admin", "change-office", "Change what the office chose for itself", 0}, v.changeOffice)
	add(v, route{get, "/clients", "read", "list-clients", "List clients", 0}, v.clients)
	add(v, route{post, "/clients", "admin", "add-client", "Make a client", http.StatusCreated}, v.addClient)
	add(v, route{get, "/clients/{id}", "read", "get-client", "One client", 0}, v.client)
	add(v, route{put, "/clients/{id}", "admin", "change-client", "Change a client", 0}, v.changeClient)
	add(v, route{get, "/clients/{id}/mail", "read", "get-client-mail", "How mail reaches a client", 0}, v.mail)
	add(v, route{post, "/clients/{id}/mail/token", "write", "renew-mail-token", "Give its address a new token; the old one counts for 30 days more", 0}, v.renewMail)
	add(v, route{put, "/clients/{id}/mail/senders", "write", "set-mail-senders", "Say who may write to it", 0}, v.setMailSenders)
	add(v, route{get, "/mailboxes", "read", "list-mailboxes", "The mailboxes that are fetched from, and what the last look saw", 0}, v.mailboxes)
	add(v, route{get, "/users", "admin", "list-users", "List the people of the office", 0}, v.users)
	add(v, route{post, "/users", "admin", "add-user", "Let a person in", http.StatusCreated}, v.addUser)
	add(v, route{get, "/users/{id}", "admin", "get-user", "One person", 0}, v.user)
	add(v, route{post, "/users/{id}/disable", "admin", "disable-user", "Let a person in no longer; ends his sessions and tokens", 0}, v.disableUser)
	add(v, route{post, "/users/{id}/enable", "admin", "enable-user", "Let a person in again", 0}, v.enableUser)
	add(v, route{get, "/tokens", "admin", "list-tokens", "List tokens", 0}, v.tokens)
	add(v, route{post, "/tokens", "admin", "add-token", "Make a token", http.StatusCreated}, v.addToken)
	add(v, route{remove, "/tokens/{id}", "admin", "revoke-token", "Make a token useless", 0}, v.revokeToken)

	add(v, route{get, "/balance", "admin", "get-balance", "The proof that nothing was lost", 0}, v.balance)
}
