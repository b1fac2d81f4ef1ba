"""The pages of partner staff: referrals, the own offer and the own team. They only translate HTTP to actions."""
